import { describe, expect, it } from '@jest/globals';
import { AssignedPartitions } from '../../src/consuming/assigned-partitions.js';
import { forgetUnread, noteEnd } from '../../src/fetching/end-of-log.js';

function assignedAt(position: number | undefined) {
  const [assignedPartition] = new AssignedPartitions().replace([{ topic: 'users', partition: 0 }], 1).gained;
  if (assignedPartition === undefined) throw new Error('nothing is assigned');
  assignedPartition.position = position;
  return assignedPartition;
}

describe('the end of a log', () => {
  it('is noted with the time of the last fetch that found nothing', () => {
    const partition = assignedAt(7);
    noteEnd(partition, { highWatermark: 7, lastStableOffset: 7 });
    expect(partition).toMatchObject({ end: 7, highWatermark: 7, emptyAt: expect.any(Number), unreadSince: undefined });
  });

  it('is noted with the time of the first fetch that found something, an open transaction included', () => {
    const partition = assignedAt(7);
    noteEnd(partition, { highWatermark: 9, lastStableOffset: 7 });
    const { unreadSince } = partition;
    expect(partition).toMatchObject({ end: 7, highWatermark: 9, emptyAt: undefined, unreadSince: expect.any(Number) });
    noteEnd(partition, { highWatermark: 20, lastStableOffset: 7 });
    expect(partition.unreadSince).toBe(unreadSince);
    partition.position = 20;
    noteEnd(partition, { highWatermark: 20, lastStableOffset: 20 });
    expect(partition).toMatchObject({ emptyAt: expect.any(Number), unreadSince: undefined });
  });

  it('says nothing about another position', () => {
    const partition = assignedAt(7);
    noteEnd(partition, { highWatermark: 7, lastStableOffset: 7 });
    partition.position = 2;
    forgetUnread(partition);
    expect(partition).toMatchObject({ emptyAt: undefined, unreadSince: expect.any(Number) });
  });
});
