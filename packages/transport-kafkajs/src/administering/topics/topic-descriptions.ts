/** Topics as the metadata of the cluster describes them. */
import type { TopicDescription, TopicPartition } from '@kfw/core';
import type { Broker, Metadata } from '../../kafkajs/internals.js';
import { type ClusterRequests, topicError, unknownTopic } from '../requests/cluster-requests.js';
import type { Outcomes } from '../requests/settle-items.js';

type DescribedTopic = Metadata['topicMetadata'][number];

/** By topic. */
export function describedTopics(
  requests: ClusterRequests,
  topics: readonly string[],
): Promise<Outcomes<TopicDescription>> {
  return settleTopics(requests, topics, ({ topic, partitionMetadata }) => ({
    topic,
    partitions: partitionMetadata
      .map(({ partitionId, leader, replicas, isr }) => ({ partition: partitionId, leader, replicas, inSync: isr }))
      .sort((one, other) => one.partition - other.partition),
  }));
}

/** By topic: its partitions in order. */
export function partitionsOfTopics(
  requests: ClusterRequests,
  topics: readonly string[],
): Promise<Outcomes<readonly TopicPartition[]>> {
  return settleTopics(requests, topics, partitionsIn);
}

export function partitionsIn({ topic, partitionMetadata }: DescribedTopic): TopicPartition[] {
  return partitionMetadata
    .map(({ partitionId }) => ({ topic, partition: partitionId }))
    .sort((one, other) => one.partition - other.partition);
}

const noLeader = -1;

/** The same without those that are offline: all brokers with a replica are down. */
export function partitionsWithLeader(described: DescribedTopic): TopicPartition[] {
  const online = described.partitionMetadata.filter(({ leader }) => leader !== noLeader);
  return partitionsIn({ ...described, partitionMetadata: online });
}

/** Whether a broker knows none of them. */
export async function areUnknown(broker: Pick<Broker, 'metadata'>, topics: readonly string[]): Promise<boolean> {
  const { topicMetadata } = await broker.metadata(topics);
  return topicMetadata.every(({ topicErrorCode }) => topicErrorCode === unknownTopic);
}

function settleTopics<Value>(
  requests: ClusterRequests,
  topics: readonly string[],
  describe: (described: DescribedTopic) => Value,
): Promise<Outcomes<Value>> {
  return requests.settle(topics, {
    keyOf: (topic) => topic,
    async attempt(pending) {
      const { topicMetadata } = await requests.metadata(pending);
      return new Map(topicMetadata.map((described) => [described.topic, topicError(described) ?? describe(described)]));
    },
  });
}
