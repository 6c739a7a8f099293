/** The time until partitions continue after a broker was killed. */
import { describe, expect, it } from '@jest/globals';
import type { Incident } from '../../src/checker/incident.js';
import type { Handled } from '../../src/checker/records.js';
import { recoveries } from '../../src/checker/recovery.js';

function at(partition: number, ...times: number[]): Handled[] {
  return times.map((time, seq) => ({ key: 'a', seq, partition, offset: seq, pid: 1, at: time, position: '0/0' }));
}

const kill: Incident = { kind: 'broker-killed', at: 1_000, until: 4_000, of: 2, partitions: [0, 1], leadersAt: 4_000 };

describe('recovery after a broker was killed', () => {
  it('lasts from the answer with leaders to the next message of the slowest partition', () => {
    const handled = [...at(0, 900, 3_900, 4_100, 9_000), ...at(1, 950, 4_700), ...at(2, 20_000)];
    const expected = { broker: 2, at: 1_000, alone: false, leaderlessMs: 3_000, recoveryMs: 700, partition: 1 };
    expect(recoveries(handled, [kill])).toEqual([expected]);
    expect(recoveries(handled, [{ ...kill, alone: true }])).toEqual([{ ...expected, alone: true }]);
  });

  it('is unknown when a partition never goes on', () => {
    expect(recoveries(at(0, 5_000), [kill])).toMatchObject([{ recoveryMs: undefined, partition: 1 }]);
  });

  it('is not asked for when no partition of the input had to move', () => {
    const { leadersAt: _moved, ...still } = kill;
    expect(recoveries([], [still, { ...kill, partitions: [] }])).toEqual([]);
  });
});
