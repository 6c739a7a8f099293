/** The creation and the deletion of topics, all in one request. */
import type { NewTopic } from '@kfw/core';
import { requestWithCodec } from '../../kafkajs/admin-codecs.js';
import { protocolErrorOf } from '../../kafkajs/kafkajs-errors.js';
import type { ClusterRequests } from '../requests/cluster-requests.js';
import { errorOf } from '../requests/refusals.js';
import type { Outcomes } from '../requests/settle-items.js';

/** Kafka's number for "the broker's default", of partitions or replicas. */
const brokerDefault = -1;

/** By topic: whether it was created, or existed by the time that the request arrived. */
export function createdTopics(
  requests: ClusterRequests,
  topics: readonly NewTopic[],
): Promise<Outcomes<'created' | 'existed'>> {
  return requests.settle(topics, {
    keyOf: ({ topic }) => topic,
    async attempt(pending) {
      const options = { topics: pending.map(requestOf), timeout: requests.limits.brokerTimeoutMs };
      const { topicErrors } = await requests.toController((broker) =>
        requestWithCodec(broker, 'CreateTopics', options),
      );
      return new Map(
        topicErrors.map(({ topic, errorCode, errorMessage }) => [topic, outcomeOf(errorOf(errorCode, errorMessage))]),
      );
    },
  });
}

function outcomeOf(error: Error | undefined): 'created' | 'existed' | Error {
  if (error === undefined) return 'created';
  return protocolErrorOf(error) === 'TOPIC_ALREADY_EXISTS' ? 'existed' : error;
}

/** By topic. One that is gone by the time that the request arrives counts as deleted. */
export function deletedTopics(requests: ClusterRequests, topics: readonly string[]): Promise<Outcomes<true>> {
  return requests.settle(topics, {
    keyOf: (topic) => topic,
    async attempt(pending) {
      const options = { topics: pending, timeout: requests.limits.brokerTimeoutMs };
      const { topicErrors } = await requests.toController((broker) =>
        requestWithCodec(broker, 'DeleteTopics', options),
      );
      return new Map(
        topicErrors.map(({ topic, errorCode }) => {
          const error = errorOf(errorCode);
          const isGone = error !== undefined && protocolErrorOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION';
          return [topic, error === undefined || isGone ? (true as const) : error];
        }),
      );
    },
  });
}

function requestOf({ topic, partitions, replicationFactor, config }: NewTopic) {
  return {
    topic,
    numPartitions: partitions ?? brokerDefault,
    replicationFactor: replicationFactor ?? brokerDefault,
    configEntries: Object.entries(config ?? {}).map(([name, value]) => ({ name, value })),
  };
}

/** Metric names have underscores for dots: Kafka rejects a topic that would share another one's metrics. */
export function collision(
  topics: readonly NewTopic[],
  existing: Iterable<string>,
): { readonly topic: string; readonly existing: string } | undefined {
  const byMetric = new Map(Array.from(existing, (name) => [metricName(name), name]));
  for (const { topic } of topics) {
    const other = byMetric.get(metricName(topic));
    if (other !== undefined && other !== topic) return { topic, existing: other };
    byMetric.set(metricName(topic), topic);
  }
  return undefined;
}

function metricName(topic: string): string {
  return topic.replaceAll('.', '_');
}
