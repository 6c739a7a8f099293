import { describe, expect, it } from '@jest/globals';
import { lagOfGroups, type PartitionLag, partitionsOver } from '../../src/index.js';

function row(lag: number | null, lagSeconds: number | null, committed: number | null = 0): PartitionLag {
  return { group: 'shop', topic: 'orders', partition: 0, committed, end: 0, lag, lagSeconds };
}

describe('partitionsOver', () => {
  it('takes what is more than the limit', () => {
    const rows = [row(9, 1), row(10, 1), row(11, 1)];
    expect(partitionsOver(rows, { maxLag: 10 })).toEqual([rows[2]]);
    const aged = [row(1, 4.9), row(1, 5), row(1, 5.001)];
    expect(partitionsOver(aged, { maxSeconds: 5 })).toEqual([aged[2]]);
    expect(partitionsOver(rows, {})).toEqual([]);
    expect(partitionsOver([row(0, 0), row(1, 0)], { maxLag: 0 })).toHaveLength(1);
  });

  it('takes an age that is unknown while messages are left', () => {
    const unknown = row(3, null);
    expect(partitionsOver([unknown], { maxSeconds: 5 })).toEqual([unknown]);
    expect(partitionsOver([unknown], { maxLag: 5 })).toEqual([]);
    expect(partitionsOver([row(-3, null), row(null, null, null)], { maxSeconds: 5, maxLag: 0 })).toEqual([]);
  });

  it('takes a partition whose end is unknown', () => {
    const unknown = row(null, null, 7);
    expect(partitionsOver([unknown], { maxLag: 5 })).toEqual([unknown]);
    expect(partitionsOver([unknown], { maxSeconds: 5 })).toEqual([unknown]);
    expect(partitionsOver([unknown], {})).toEqual([]);
  });
});

describe('lagOfGroups', () => {
  it('sums the lag that is known, and takes the greatest age', () => {
    expect(lagOfGroups([row(3, 7), row(4, 2), row(null, null), row(-9, null)])).toEqual([
      { group: 'shop', lag: 7, lagSeconds: 7 },
    ]);
    expect(lagOfGroups([row(null, null)])).toEqual([{ group: 'shop', lag: null, lagSeconds: null }]);
  });
});
