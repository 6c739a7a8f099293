import { describe, expect, it } from '@jest/globals';
import { median, percentile } from '../../src/figures/median.js';

describe('the median', () => {
  it('is the middle value, whatever order the samples came in', () => {
    expect(median([9, 1, 100, 3, 2])).toBe(3);
    expect(median([7])).toBe(7);
  });

  it('is the mean of the two middle ones of an even number', () => {
    expect(median([10, 1, 2, 4])).toBe(3);
  });

  it('leaves the samples in their order', () => {
    const samples = [3, 1, 2];
    median(samples);
    expect(samples).toEqual([3, 1, 2]);
  });
});

describe('a percentile', () => {
  const samples = Array.from({ length: 200 }, (_, index) => 200 - index);

  it('is the smallest sample that so many percent do not exceed', () => {
    expect(percentile(samples, 50)).toBe(100);
    expect(percentile(samples, 99)).toBe(198);
    expect(percentile(samples, 100)).toBe(200);
  });

  it('of one sample is that sample', () => {
    expect(percentile([5], 50)).toBe(5);
    expect(percentile([5], 99)).toBe(5);
  });
});
