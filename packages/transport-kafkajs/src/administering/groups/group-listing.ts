/** The listing of groups, their deletion, and that of their offsets. */
import type { GroupListing, TopicPartition } from '@kfw/core';
import { requestWithCodec } from '../../kafkajs/admin-codecs.js';
import { requestEncoded } from '../../kafkajs/encoded-request.js';
import type { Broker } from '../../kafkajs/internals.js';
import { protocolErrorOf } from '../../kafkajs/kafkajs-errors.js';
import { partitionKey } from '../../producing/partition-results.js';
import { anyTopic, type ClusterRequests } from '../requests/cluster-requests.js';
import { errorOf } from '../requests/refusals.js';
import type { Outcomes } from '../requests/settle-items.js';
import { offsetDeleteRequest } from './encoding/offset-delete.js';
import { settleByCoordinator } from './group-coordinators.js';

/** Every broker lists those that it coordinates. Throws when one of them does not: the listing would lack groups. */
export async function listedGroups(requests: ClusterRequests): Promise<GroupListing[]> {
  const { brokers } = await requests.metadata([anyTopic]);
  const lists = await Promise.all(brokers.map(({ nodeId }) => requests.toBroker(nodeId, groupsOf)));
  const byName = new Map(lists.flat().map((listing) => [listing.group, listing]));
  return [...byName.values()].sort((one, other) => (one.group < other.group ? -1 : 1));
}

async function groupsOf(broker: Broker): Promise<GroupListing[]> {
  const { errorCode, groups } = await requestWithCodec(broker, 'ListGroups', undefined);
  const error = errorOf(errorCode);
  if (error !== undefined) throw error;
  return groups.map(({ groupId, protocolType }) => ({ group: groupId, protocolType }));
}

export function deletedGroups(requests: ClusterRequests, groups: readonly string[]): Promise<Outcomes<true>> {
  return settleByCoordinator(requests, groups, async (broker, ofCoordinator) => {
    const { results } = await requestWithCodec(broker, 'DeleteGroups', ofCoordinator);
    return new Map(results.map(({ groupId, errorCode }) => [groupId, errorOf(errorCode) ?? true]));
  });
}

/** By partition. Throws when the cluster refuses the group as a whole. */
export async function deletedOffsets(
  requests: ClusterRequests,
  group: string,
  partitions: readonly TopicPartition[],
): Promise<Outcomes<true>> {
  const settled = await settleByCoordinator(requests, [group], async (broker) => {
    const request = offsetDeleteRequest(group, partitions);
    const response = await requestEncoded(broker, request, requests.limits.requestTimeoutMs);
    const ofPartitions = new Map(
      response.partitions.map((each) => [partitionKey(each), errorOf(each.errorCode) ?? (true as const)]),
    );
    return new Map([[group, errorOf(response.errorCode) ?? ofPartitions]]);
  });
  const outcomes = settled.get(group);
  if (outcomes instanceof Error) throw outcomes;
  return outcomes ?? new Map();
}

/** Kafka's reasons in plain words. */
export function explainUndeletable(error: Error): string | undefined {
  const type = protocolErrorOf(error);
  if (type === 'NON_EMPTY_GROUP')
    return `it has members (${type}). Stop all of its processes first; a killed one counts as a member until its session times out`;
  if (type === 'GROUP_SUBSCRIBED_TO_TOPIC') return `the group is subscribed to the topic (${type})`;
  return type === 'GROUP_ID_NOT_FOUND' ? `it does not exist (${type})` : undefined;
}
