/** The repeats that at-least-once allows: the window of each disturbance, and no more. */
import { describe, expect, it } from '@jest/globals';
import { duplicateBound } from '../../src/checker/duplicate-bound.js';
import type { Incident } from '../../src/checker/incident.js';
import type { Handled } from '../../src/checker/records.js';

/** A message every 100 ms, by two workers in turn. */
const handled: Handled[] = Array.from({ length: 100 }, (_, seq) => {
  return { key: 'a', seq, partition: 0, offset: seq, pid: 1 + (seq % 2), at: seq * 100, position: `0/${seq}` };
});
const options = { windowMs: 1_000, group: 'shop', partitions: 12 };

function boundOf(...incidents: Incident[]): number {
  return duplicateBound(handled, incidents, options);
}

describe('the bound of duplicates', () => {
  it.each<[string, Incident, number]>([
    ['what a killed worker handled before', { kind: 'worker-killed', at: 5_000, until: 5_000, of: 1 }, 6],
    ['before and after for one that was stopped', { kind: 'worker-frozen', at: 5_000, until: 7_000, of: 2 }, 20],
    ['what all handled, for the broker of the commits', broker(['shop']), 31],
    ['nothing for another broker', broker(['other']), 0],
    ['a call per partition for a member that joins', { kind: 'member-joined', at: 5_000, until: 5_000, of: 9 }, 12],
  ])('allows for %s', (_what, incident, bound) => {
    expect(boundOf(incident)).toBe(bound);
  });

  it('is 0 without incidents, and adds them up', () => {
    expect(boundOf()).toBe(0);
    const kill: Incident = { kind: 'worker-killed', at: 5_000, until: 5_000, of: 1 };
    expect(boundOf(kill, { ...kill, of: 2 })).toBe(11);
  });

  it('counts first appearances only: repeats do not allow for more repeats', () => {
    const repeated = handled.map((one) => ({ ...one, at: one.at + 20_000 }));
    const kill: Incident = { kind: 'worker-killed', at: 25_000, until: 25_000, of: 1 };
    expect(duplicateBound([...handled, ...repeated], [kill], options)).toBe(0);
  });
});

function broker(groups: readonly string[]): Incident {
  return { kind: 'broker-killed', at: 5_000, until: 6_000, of: 1, groups };
}
