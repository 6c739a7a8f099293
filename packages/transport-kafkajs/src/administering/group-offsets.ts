/**
 * Commits offsets for a group from outside it, as Kafka's own tools do: with no member and generation -1, which the
 * coordinator takes only while the group has no members. kafkajs's `setOffsets` joins the group and fetches instead,
 * which takes five seconds a topic.
 */
import type { TopicPartition } from '@kfw/core';
import { formatOffset } from '../client/offsets.js';
import type { Cluster } from '../kafkajs/internals.js';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';

const withoutMember = { memberId: '', groupGenerationId: -1 };

export async function commitWithoutMember(
  cluster: Cluster,
  groupId: string,
  offsets: readonly (TopicPartition & { offset: number })[],
): Promise<void> {
  const topics = [...Map.groupBy(offsets, ({ topic }) => topic)].map(([topic, entries]) => ({
    topic,
    partitions: entries.map(({ partition, offset }) => ({ partition, offset: formatOffset(offset) })),
  }));
  const coordinator = await cluster.findGroupCoordinator({ groupId });
  await coordinator.offsetCommit({ groupId, ...withoutMember, topics });
}

/** Kafka's answers to a commit from outside while the group has members. */
const activeGroupErrors: ReadonlySet<string> = new Set([
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'REBALANCE_IN_PROGRESS',
  'NON_EMPTY_GROUP',
  'FENCED_INSTANCE_ID',
]);

/** For people; Kafka itself only says that it does not know the member that there is none of. */
export function explainActiveGroup(error: Error): string | undefined {
  const errorType = protocolErrorOf(error);
  if (errorType === undefined || !activeGroupErrors.has(errorType)) return undefined;
  return `it has members, and a group that runs commits its own offsets (${errorType}). Stop all of its processes, and set them then; one that was killed counts until its session has timed out`;
}
