import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Pace } from '../../src/index.js';

it('lets the first messages go at once, and the next after their share of a second', () => {
  let now = 5_000;
  const pace = new Pace(200, () => now);
  expect(pace.batchSize).toBe(20);
  expect(pace.reserve(20)).toBe(0);
  expect(pace.reserve(20)).toBe(100);
  now += 100;
  expect(pace.reserve(20)).toBe(100);
  now += 150;
  expect(pace.reserve(1)).toBe(50);
});

it('does not catch up after a caller was slow', () => {
  let now = 0;
  const pace = new Pace(10, () => now);
  pace.reserve(1);
  now = 60_000;
  expect([pace.reserve(1), pace.reserve(1), pace.reserve(1)]).toEqual([0, 100, 200]);
});

it('sends one message at a time at low rates', () => {
  const pace = new Pace(0.5, () => 0);
  expect(pace.batchSize).toBe(1);
  expect([pace.reserve(1), pace.reserve(1)]).toEqual([0, 2_000]);
  expect(pace.durationMs(30)).toBe(60_000);
});

it('refuses a rate that never sends', () => {
  expect(() => new Pace(0)).toThrow(RangeError);
  expect(() => new Pace(Number.NaN)).toThrow(RangeError);
});

it('never exceeds the rate, whatever the batches and the delays of the caller', () => {
  const steps = fc.array(fc.record({ count: fc.integer({ min: 1, max: 50 }), idleMs: fc.nat(1_000) }), {
    minLength: 2,
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), steps, (perSecond, given) => {
      let now = 0;
      const pace = new Pace(perSecond, () => now);
      const sent: { at: number; count: number }[] = [];
      for (const { count, idleMs } of given) {
        now += idleMs;
        now += pace.reserve(count);
        sent.push({ at: now, count });
      }
      for (let index = 1; index < sent.length; index++) {
        const before = sent[index - 1];
        const atLeastMs = ((before?.count ?? 0) * 1_000) / perSecond;
        expect((sent[index]?.at ?? 0) - (before?.at ?? 0)).toBeGreaterThanOrEqual(atLeastMs - 1e-6);
      }
    }),
  );
});
