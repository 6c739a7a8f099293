import { describe, expect, it } from '@jest/globals';
import { partitionCount, partitionOf } from '../../src/records/numbered-records.js';
import { keyCount, keyNumberOf, keyOf } from '../../src/records/record-keys.js';

const numbers = Array.from({ length: 200_000 }, (_, number) => number);

describe('the keys of records', () => {
  it('are 10,000, and all of them are used', () => {
    const used = new Set(numbers.map(keyNumberOf));
    expect(used.size).toBe(keyCount);
    expect(Math.max(...used)).toBe(keyCount - 1);
  });

  it('belong to one partition each', () => {
    expect(numbers.filter((number) => keyNumberOf(number) % partitionCount !== partitionOf(number))).toEqual([]);
  });

  it('are scattered: none has much more than its share', () => {
    const counts = new Map<string, number>();
    for (const number of numbers) {
      const key = keyOf(number).toString();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(Math.max(...counts.values())).toBeLessThan(60);
  });
});
