/**
 * Where to go on in a partition whose log does not hold what was to be read next. Below its start, because retention
 * or somebody deleted records: at the start, also for a group that begins with the latest, so that nothing that is there
 * is passed over. Behind its end, because an unclean election took records back: where the route begins.
 */

import { parseOffset } from '../client/offsets.js';
import type { AssignedPartition } from '../consuming/assigned-partitions.js';
import type { ConsumerGroup } from '../kafkajs/internals.js';

export async function nearestOffset(group: ConsumerGroup, assignedPartition: AssignedPartition): Promise<number> {
  const low = await lookUp(group, assignedPartition, true);
  if ((assignedPartition.position ?? 0) < low) return low;
  return group.topicConfigurations[assignedPartition.topic]?.fromBeginning === false
    ? lookUp(group, assignedPartition, false)
    : low;
}

async function lookUp(
  group: ConsumerGroup,
  { topic, partition }: AssignedPartition,
  fromBeginning: boolean,
): Promise<number> {
  const [found] = await group.cluster.fetchTopicsOffset([{ topic, partitions: [{ partition }], fromBeginning }]);
  return parseOffset(found?.partitions[0]?.offset ?? '0');
}
