import { describe, expect, it } from '@jest/globals';
import { lacksLeader, leadsAll } from '../../src/metadata/partition-leaders.js';

/** Metadata of one topic, whose partitions 0, 1, … these brokers lead. */
function metadataOf(...leaders: readonly number[]) {
  const partitions = leaders.map((leader, partitionId) => ({ partitionId, leader })).reverse();
  return { findTopicPartitionMetadata: () => partitions };
}

describe('leaders', () => {
  it('are compared with the broker of a pending fetch', () => {
    const metadata = metadataOf(1, 1, 2);
    const partitions = (...numbers: number[]) => numbers.map((partition) => ({ topic: 'users', partition }));
    expect(leadsAll(metadata, 1, partitions(0, 1))).toBe(true);
    expect(leadsAll(metadata, 1, partitions(0, 2))).toBe(false);
    expect(leadsAll(metadata, 1, partitions(3))).toBe(false);
  });

  it('are missing when a partition of this member has none', () => {
    const metadata = metadataOf(1, -1);
    expect(lacksLeader(metadata, [{ topic: 'users', partitions: [0] }])).toBe(false);
    expect(lacksLeader(metadata, [{ topic: 'users', partitions: [0, 1] }])).toBe(true);
  });
});
