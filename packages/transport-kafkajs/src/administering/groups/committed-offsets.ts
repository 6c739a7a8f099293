/**
 * The committed offsets of a group, read and set from outside it. They are set as Kafka's own tools do: without a member id
 * and with generation -1, which the coordinator accepts only while the group has no members.
 */
import type { GroupOffset, OffsetToSet, SetOffsetsOptions, TopicPartition } from '@kfw/core';
import { formatOffset, parseOffset } from '../../client/offsets.js';
import { requestWithCodec } from '../../kafkajs/admin-codecs.js';
import type { Broker } from '../../kafkajs/internals.js';
import { protocolErrorOf } from '../../kafkajs/kafkajs-errors.js';
import { partitionKey } from '../../producing/partition-results.js';
import type { ClusterRequests } from '../requests/cluster-requests.js';
import { errorOf } from '../requests/refusals.js';
import type { Outcomes } from '../requests/settle-items.js';
import { settleByCoordinator } from './group-coordinators.js';

/** Of one partition: the offset, or why it could not be read. */
export interface CommittedOffset extends TopicPartition {
  readonly committed: GroupOffset | Error;
}

const withoutMember = { memberId: '', groupGenerationId: -1 };

/** The versions of OffsetCommit that carry a retention time. */
const versionsWithRetention = [2, 3, 4];
const offsetCommitKey = 8;

/** In the order of topics and partitions; of all that it has committed without `partitions`. */
export async function committedOffsets(
  requests: ClusterRequests,
  group: string,
  partitions: readonly TopicPartition[] | undefined,
): Promise<CommittedOffset[]> {
  const committed = await ofGroup(requests, group, async (broker) => {
    const topics = byTopic(partitions ?? [], ({ partition }) => ({ partition }));
    const response = await requestWithCodec(broker, 'OffsetFetch', { groupId: group, topics });
    const found = response.responses.flatMap(({ topic, partitions: ofTopic }) =>
      ofTopic.map(({ partition, offset, metadata, errorCode }) => ({
        topic,
        partition,
        committed: errorOf(errorCode) ?? {
          topic,
          partition,
          offset: committedOffset(offset),
          ...(metadata && { metadata }),
        },
      })),
    );
    return errorOf(response.errorCode ?? 0) ?? retriableAmong(found.map((each) => each.committed)) ?? found;
  });
  const order = new Map(partitions?.map((each, index) => [partitionKey(each), index]));
  return committed.sort(
    (one, other) =>
      (order.get(partitionKey(one)) ?? 0) - (order.get(partitionKey(other)) ?? 0) || compareByName(one, other),
  );
}

/** By partition. */
export function committedWithoutMember(
  requests: ClusterRequests,
  group: string,
  offsets: readonly OffsetToSet[],
  { retainMs }: SetOffsetsOptions,
): Promise<Outcomes<true>> {
  const topics = byTopic(offsets, ({ partition, offset, metadata = null }) => ({
    partition,
    offset: formatOffset(offset),
    metadata,
  }));
  return ofGroup(requests, group, async (broker) => {
    const retained = retainMs === undefined || !supportsRetention(broker) ? undefined : { retentionTime: retainMs };
    const options = { groupId: group, ...withoutMember, topics, ...retained };
    const { responses } = await requestWithCodec(broker, 'OffsetCommit', options, retained && versionsWithRetention);
    const outcomes = new Map(
      responses.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, errorCode }) => [
          partitionKey({ topic, partition }),
          errorOf(errorCode) ?? (true as const),
        ]),
      ),
    );
    return retriableAmong([...outcomes.values()]) ?? outcomes;
  });
}

/** Another version has no retention in the request: the retention of the cluster applies. */
function supportsRetention({ versions }: Broker): boolean {
  const served = versions?.[offsetCommitKey];
  return served !== undefined && served.minVersion <= Math.max(...versionsWithRetention);
}

/** The coordinator says of each partition that it loads or has moved: a request as a whole is retried. */
function retriableAmong(outcomes: readonly unknown[]): Error | undefined {
  return outcomes.find((outcome): outcome is Error => outcome instanceof Error && isOfCoordinator(outcome));
}

const coordinatorErrors: ReadonlySet<string | undefined> = new Set([
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_LOAD_IN_PROGRESS',
]);

function isOfCoordinator(error: Error): boolean {
  return coordinatorErrors.has(protocolErrorOf(error));
}

/** One request to the coordinator of a group, retried within the limits. Throws the error of the group. */
async function ofGroup<Value>(
  requests: ClusterRequests,
  group: string,
  send: (broker: Broker) => Promise<Value | Error>,
): Promise<Value> {
  const settled = await settleByCoordinator(
    requests,
    [group],
    async (broker) => new Map([[group, await send(broker)]]),
  );
  const outcome = settled.get(group);
  if (outcome instanceof Error) throw outcome;
  return outcome as Value;
}

function byTopic<Item extends TopicPartition, Partition>(
  items: readonly Item[],
  partitionOf: (item: Item) => Partition,
) {
  return Array.from(
    Map.groupBy(items, ({ topic }) => topic),
    ([topic, ofTopic]) => ({ topic, partitions: ofTopic.map(partitionOf) }),
  );
}

/** Kafka has -1 where a group has committed nothing. */
function committedOffset(offset: string): number | null {
  const parsed = parseOffset(offset);
  return parsed < 0 ? null : parsed;
}

function compareByName(one: TopicPartition, other: TopicPartition): number {
  if (one.topic !== other.topic) return one.topic < other.topic ? -1 : 1;
  return one.partition - other.partition;
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
