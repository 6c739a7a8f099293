/**
 * The leaders of partitions in kafkajs's metadata, and the errors of a broker that does not lead. Fetching, reading
 * and producing each decide for themselves when to request new metadata.
 */
import type { TopicPartition } from '@kfw/core';
import type { Cluster, PartitionMetadata, TopicPartitions } from '../kafkajs/internals.js';

/** Kafka's number for the leader of a partition that has none. */
export const noLeader = -1;

/** The leaders of one topic, by partition. */
export type TopicLeaders = readonly number[];

type Metadata = Pick<Cluster, 'findTopicPartitionMetadata'>;

const leaderErrors: ReadonlySet<string> = new Set([
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'REPLICA_NOT_AVAILABLE',
  'KAFKA_STORAGE_ERROR',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
]);

/** Whether Kafka's name of an error says that a broker does not lead a partition, or not yet, or cannot serve it. */
export function isLeaderError(errorType: string): boolean {
  return leaderErrors.has(errorType);
}

export function leadersByPartition(partitions: readonly PartitionMetadata[]): TopicLeaders {
  const leaders: number[] = new Array(partitions.length).fill(noLeader);
  for (const { partitionId, leader } of partitions) leaders[partitionId] = leader;
  return leaders;
}

/** As of the last metadata; empty for a topic that it does not hold. */
export function leadersOf(metadata: Metadata, topic: string): TopicLeaders {
  return leadersByPartition(metadata.findTopicPartitionMetadata(topic));
}

/** Whether that broker leads all of these partitions. */
export function leadsAll(metadata: Metadata, nodeId: number, partitions: Iterable<TopicPartition>): boolean {
  for (const { topic, partition } of partitions)
    if (leadersOf(metadata, topic)[partition] !== Number(nodeId)) return false;
  return true;
}

/** Whether one of these partitions has no leader. */
export function lacksLeader(metadata: Metadata, topics: readonly TopicPartitions[]): boolean {
  return topics.some(({ topic, partitions }) => {
    const leaders = leadersOf(metadata, topic);
    return partitions.some((partition) => leaders[partition] === noLeader);
  });
}
