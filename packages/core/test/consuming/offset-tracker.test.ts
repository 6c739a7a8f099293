import { describe, expect, it } from '@jest/globals';
import { OffsetTracker } from '@kfw/core';
import fc from 'fast-check';

const delivered = (offsets: readonly number[]): OffsetTracker => {
  const tracker = new OffsetTracker();
  for (const offset of offsets) tracker.deliver(offset);
  return tracker;
};

describe('the frontier', () => {
  it('is unknown before anything was delivered', () => {
    expect(new OffsetTracker().frontier).toBeUndefined();
  });

  it('waits for the earliest unfinished message and then passes all that is done, over gaps', () => {
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
});
