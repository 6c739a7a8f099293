/**
 * Commits offsets for a group from outside it, as Kafka's own tools do: with no member and generation -1, which the
 * coordinator takes only while the group has no members. kafkajs's `setOffsets` joins the group and fetches instead,
 * which takes five seconds a topic.
 */
import type { TopicPartition } from '@kfw/core';
import type { Cluster } from 'kafkajs';
import { formatOffset } from '../client/offsets.js';

const noMember = { memberId: '', groupGenerationId: -1 };

interface Coordinator {
  offsetCommit(request: {
    groupId: string;
    memberId: string;
    groupGenerationId: number;
    topics: { topic: string; partitions: { partition: number; offset: string }[] }[];
  }): Promise<unknown>;
}

/** kafkajs types the answer wrongly: it is the broker itself. */
async function coordinatorOf(cluster: Cluster, groupId: string): Promise<Coordinator> {
  return (await cluster.findGroupCoordinator({ groupId })) as unknown as Coordinator;
}

export async function commitWithoutMember(
  cluster: Cluster,
  groupId: string,
  offsets: readonly (TopicPartition & { offset: number })[],
): Promise<void> {
  const topics = [...Map.groupBy(offsets, ({ topic }) => topic)].map(([topic, entries]) => ({
    topic,
    partitions: entries.map(({ partition, offset }) => ({ partition, offset: formatOffset(offset) })),
  }));
  const coordinator = await coordinatorOf(cluster, groupId);
  await coordinator.offsetCommit({ groupId, ...noMember, topics });
}
