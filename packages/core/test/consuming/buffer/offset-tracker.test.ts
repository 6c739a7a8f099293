import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OffsetTracker } from '../../../src/consuming/buffer/offset-tracker.js';

const delivered = (offsets: readonly number[]): OffsetTracker => {
  const tracker = new OffsetTracker();
  for (const offset of offsets) tracker.deliver(offset);
  return tracker;
};

describe('the frontier', () => {
  it('is unknown before the first delivery', () => {
    expect(new OffsetTracker().frontier).toBeUndefined();
  });

  it('waits for the earliest unfinished message and then passes every done one, over gaps', () => {
    const tracker = delivered([3, 4, 9, 10]);
    tracker.mark(4);
    tracker.mark(9);
    expect(tracker.frontier).toBe(3);
    tracker.mark(3);
    expect(tracker.frontier).toBe(10);
    tracker.markThrough(10);
    expect(tracker.frontier).toBe(11);
  });

  it('is not rewound by marking an older message', () => {
    const tracker = delivered([0, 1, 2]);
    tracker.markThrough(1);
    tracker.mark(0);
    expect(tracker.frontier).toBe(2);
  });

  it('never passes unfinished work and ends where everything is done, in any order of marking', () => {
    const plan = fc
      .uniqueArray(fc.nat(5_000), { minLength: 1, maxLength: 2_000 })
      .map((offsets) => offsets.toSorted((a, b) => a - b))
      .chain((offsets) => fc.tuple(fc.constant(offsets), fc.shuffledSubarray(offsets, { minLength: offsets.length })));
    fc.assert(
      fc.property(plan, ([offsets, order]) => {
        const tracker = delivered(offsets);
        const done = new Set<number>();
        let before = -1;
        for (const offset of order) {
          tracker.mark(offset);
          done.add(offset);
          const frontier = tracker.frontier ?? -1;
          expect(frontier).toBeGreaterThanOrEqual(before);
          before = frontier;
          expect(offsets.find((each) => !done.has(each)) ?? (offsets.at(-1) ?? 0) + 1).toBe(frontier);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('starts over at a given offset, without earlier state', () => {
    const tracker = delivered([3, 4, 5]);
    tracker.mark(4);
    tracker.restart(1);
    expect([tracker.frontier, tracker.isDone(1), tracker.isDone(3)]).toEqual([1, false, false]);
    for (const offset of [1, 3, 4]) tracker.deliver(offset);
    expect([tracker.frontier, tracker.isDone(4)]).toEqual([1, false]);
    expect([tracker.mark(5), tracker.markThrough(3), tracker.frontier]).toEqual([false, true, 4]);
  });

  it('equals a list of offsets, over deliveries, repeated ones, marks in any order and restarts', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('deliver' as const), offset: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ do: fc.constantFrom('mark' as const, 'through' as const), offset: fc.nat(150) }),
      fc.record({ do: fc.constantFrom('again' as const, 'restart' as const), offset: fc.nat(150) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const tracker = new OffsetTracker();
        let list: number[] = [];
        let done = new Set<number>();
        let end: number | undefined;
        const frontier = () => list.find((offset) => !done.has(offset)) ?? end;
        for (const { do: what, offset } of steps) {
          const before = frontier();
          if (what === 'deliver') {
            const next = (end ?? 0) + offset - 1;
            tracker.deliver(next);
            list.push(next);
            end = next + 1;
          } else if (what === 'again' && offset < (end ?? 0)) tracker.deliver(offset);
          else if (what === 'restart' && offset % 10 === 0) {
            tracker.restart(offset);
            [list, done, end] = [[], new Set(), offset];
          } else if (what === 'mark' || what === 'through') {
            const moved = what === 'mark' ? tracker.mark(offset) : tracker.markThrough(offset);
            for (const each of list) if (what === 'mark' ? each === offset : each <= offset) done.add(each);
            expect(moved).toBe(frontier() !== before);
          }
          expect(tracker.frontier).toBe(frontier());
          for (const each of list) expect(tracker.isDone(each)).toBe(done.has(each));
        }
      }),
    );
  });
});
