/** Additional partitions of topics, all in one request. */
import { setTimeout as wait } from 'node:timers/promises';
import { requestWithCodec } from '../../kafkajs/admin-codecs.js';
import { protocolErrorOf } from '../../kafkajs/kafkajs-errors.js';
import type { ClusterRequests } from '../requests/cluster-requests.js';
import { errorOf } from '../requests/refusals.js';
import type { Outcomes } from '../requests/settle-items.js';

export interface WantedPartitions {
  readonly topic: string;
  /** In all. */
  readonly partitions: number;
}

export function grownTopics(requests: ClusterRequests, topics: readonly WantedPartitions[]): Promise<Outcomes<true>> {
  return requests.settle(topics, {
    keyOf: ({ topic }) => topic,
    async attempt(pending) {
      const topicPartitions = pending.map(({ topic, partitions }) => ({ topic, count: partitions }));
      const options = { topicPartitions, timeout: requests.limits.brokerTimeoutMs };
      const { topicErrors } = await requests.toController((broker) =>
        requestWithCodec(broker, 'CreatePartitions', options),
      );
      const outcomes = new Map<string, true | Error>(
        topicErrors.map(({ topic, errorCode, errorMessage }) => [topic, errorOf(errorCode, errorMessage) ?? true]),
      );
      const refused = pending.filter(({ topic }) => isInvalidCount(outcomes.get(topic)));
      for (const topic of await satisfied(requests, refused)) outcomes.set(topic, true);
      return outcomes;
    },
  });
}

/** Kafka refuses a topic that has as many partitions already. */
function isInvalidCount(outcome: true | Error | undefined): boolean {
  return outcome instanceof Error && protocolErrorOf(outcome) === 'INVALID_PARTITIONS';
}

/** A broker may hear of what the controller has done only after it: asked again for a while. */
const behindTries = 20;
const behindPauseMs = 100;

async function satisfied(requests: ClusterRequests, refused: readonly WantedPartitions[]): Promise<string[]> {
  if (refused.length === 0) return [];
  for (let tries = 1; ; tries++) {
    const { topicMetadata } = await requests.metadata(refused.map(({ topic }) => topic));
    const counts = new Map(topicMetadata.map(({ topic, partitionMetadata }) => [topic, partitionMetadata.length]));
    const isBehind = refused.some(({ topic, partitions }) => (counts.get(topic) ?? partitions) < partitions);
    if (!isBehind || tries === behindTries)
      return refused.filter(({ topic, partitions }) => counts.get(topic) === partitions).map(({ topic }) => topic);
    await wait(behindPauseMs);
  }
}
