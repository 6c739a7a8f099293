/** Finds the log of a requested topic and partition; undefined means UNKNOWN_TOPIC_OR_PARTITION. */
import type { BrokerState } from '../broker-state.js';
import type { PartitionLog } from './partition-log.js';

export const findLog = (
  { topics, logs }: Pick<BrokerState, 'topics' | 'logs'>,
  topicName: string,
  partition: number,
): PartitionLog | undefined => {
  const topic = topics.find(topicName);
  return topic === undefined ? undefined : logs.find(topic, partition);
};
