/**
 * Commits offsets for a group from outside it, as Kafka's own tools do: without a member id and with generation -1,
 * which the coordinator accepts only while the group has no members. kafkajs's `setOffsets` joins the group and
 * fetches instead, which takes five seconds per topic.
 */
import type { OffsetToSet, SetOffsetsOptions } from '@kfw/core';
import { formatOffset } from '../client/offsets.js';
import type { Cluster } from '../kafkajs/internals.js';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';
import { sendRetainedCommit } from '../kafkajs/offset-commit-request.js';

const withoutMember = { memberId: '', groupGenerationId: -1 };

export async function commitWithoutMember(
  cluster: Cluster,
  groupId: string,
  offsets: readonly OffsetToSet[],
  { retainMs }: SetOffsetsOptions,
): Promise<void> {
  const topics = [...Map.groupBy(offsets, ({ topic }) => topic)].map(([topic, entries]) => ({
    topic,
    partitions: entries.map(({ partition, offset, metadata = null }) => ({
      partition,
      offset: formatOffset(offset),
      metadata,
    })),
  }));
  const coordinator = await cluster.findGroupCoordinator({ groupId });
  const commit = { groupId, ...withoutMember, topics };
  await (retainMs === undefined ? coordinator.offsetCommit(commit) : sendRetainedCommit(coordinator, commit, retainMs));
}

/** Kafka's errors for a commit from outside while the group has members. */
const activeGroupErrors: ReadonlySet<string> = new Set([
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
  'REBALANCE_IN_PROGRESS',
  'NON_EMPTY_GROUP',
  'FENCED_INSTANCE_ID',
]);

/** The reason in plain words: Kafka itself only says that it does not know the member. */
export function explainActiveGroup(error: Error): string | undefined {
  const errorType = protocolErrorOf(error);
  if (errorType === undefined || !activeGroupErrors.has(errorType)) return undefined;
  return `it has members, and a running group commits its own offsets (${errorType}). Stop all of its processes first; a killed one counts as a member until its session times out`;
}
