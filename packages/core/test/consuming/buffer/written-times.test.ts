import { describe, expect, it } from '@jest/globals';
import { WrittenTimes, writtenAt } from '../../../src/consuming/buffer/written-times.js';
import { recordAt } from '../../support/world.js';

const records = (from: number, count: number, everyMs: number) =>
  Array.from({ length: count }, (_, index) => {
    return { ...recordAt(from + index), timestamp: 1_000 + (from + index) * everyMs };
  });

describe('written times', () => {
  it('are the arrival of a record without a time, or with one in the future', () => {
    const at = (timestamp: number) => writtenAt({ ...recordAt(0), timestamp }, 5_000);
    expect([at(4_000), at(5_001), at(-1), at(Number.NaN)]).toEqual([4_000, 5_000, 5_000, 5_000]);
  });

  it('are near the truth for records between two samples, with few samples', () => {
    const times = new WrittenTimes();
    for (let from = 0; from < 10_000; from += 1_000) times.add(records(from, 1_000, 50), 10 ** 9);
    for (const offset of [0, 1, 999, 1_000, 1_001, 5_555, 9_998, 9_999])
      expect(Math.abs((times.at(offset) ?? 0) - (1_000 + offset * 50))).toBeLessThan(100);
  });

  it('keep no sample below the last offset that was looked up, and nothing when cleared', () => {
    const times = new WrittenTimes();
    times.add(records(0, 100, 1_000), 10 ** 9);
    expect(times.at(50)).toBe(51_000);
    expect(times.at(0)).toBeGreaterThan(40_000);
    times.clear();
    expect(times.at(50)).toBeUndefined();
  });

  it('stay few for a partition of which nothing is marked', () => {
    const times = new WrittenTimes();
    for (let from = 0; from < 200_000; from += 10) times.add(records(from, 10, 1_000), 10 ** 9);
    expect(Math.abs((times.at(100_000) ?? 0) - 100_001_000)).toBeLessThan(60_000);
  });
});
