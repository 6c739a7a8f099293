import { describe, expect, it } from '@jest/globals';
import { AssignedPartitions } from '../../src/consuming/assigned-partitions.js';
import { type ProgressState, progressOf } from '../../src/consuming/source-progress.js';

const now = 1_000_000;

function polledAt(over: Partial<Omit<ProgressState, 'member'>>, rejoiningSince?: number, isMember = true) {
  const membership = {
    partitions: new AssignedPartitions(),
    group: isMember ? ({} as never) : undefined,
    rejoiningSince,
  };
  const source = { rebalanceTimeoutMs: 10_000, sessionTimeoutMs: 1_000 };
  const at = { fetchedAt: undefined, restartedAt: undefined, ...over };
  return progressOf({ source, requestTimeoutMs: 1_000, member: membership, ...at }, now).polledAt;
}

describe('the time of a source’s last progress', () => {
  it('is unknown before the first fetch', () => {
    expect(polledAt({})).toBeUndefined();
  });

  it('is the beginning or the end of its last fetch', () => {
    expect(polledAt({ fetchedAt: now - 500_000 })).toBe(now - 500_000);
  });

  it('is now while a join may be pending, and no longer', () => {
    expect(polledAt({ fetchedAt: now - 500_000 }, now - 15_000)).toBe(now);
    expect(polledAt({}, now - 500_000)).toBe(now - 500_000 + 17_000);
  });

  it('is now while a crashed consumer restarts, and no longer than a restart may take', () => {
    expect(polledAt({ restartedAt: now - 15_000 }, undefined, false)).toBe(now);
    expect(polledAt({ restartedAt: now - 500_000 }, undefined, false)).toBe(now - 500_000 + 17_000);
    expect(polledAt({ restartedAt: now - 15_000 })).toBe(now - 15_000);
  });
});
