/** The deletion of records before an offset: one request to each leader. */
import type { TopicPartition } from '@kfw/core';
import { parseOffset } from '../../client/offsets.js';
import { requestWithCodec } from '../../kafkajs/admin-codecs.js';
import { protocolErrorOf } from '../../kafkajs/kafkajs-errors.js';
import { partitionKey } from '../../producing/partition-results.js';
import type { ClusterRequests } from '../requests/cluster-requests.js';
import { errorOf } from '../requests/refusals.js';
import type { Outcomes } from '../requests/settle-items.js';

type DeletedUpTo = TopicPartition & { readonly offset: number };

/** By partition, the first offset that is left. */
export function deletedRecords(requests: ClusterRequests, offsets: readonly DeletedUpTo[]): Promise<Outcomes<number>> {
  return requests.settle(offsets, {
    keyOf: partitionKey,
    async attempt(pending) {
      const metadata = await requests.metadata([...new Set(pending.map(({ topic }) => topic))]);
      return requests.toLeaders(pending, metadata, async (broker, ofLeader) => {
        const options = { topics: byTopic(ofLeader), timeout: requests.limits.brokerTimeoutMs };
        const { topics } = await requestWithCodec(broker, 'DeleteRecords', options);
        return new Map(
          topics.flatMap(({ topic, partitions }) =>
            partitions.map(({ partition, errorCode, lowWatermark }) => [
              partitionKey({ topic, partition }),
              errorOf(errorCode) ?? parseOffset(lowWatermark.toString()),
            ]),
          ),
        );
      });
    },
  });
}

/** Kafka's reason in plain words. */
export function explainUndeletableRecords(error: Error): string | undefined {
  const type = protocolErrorOf(error);
  return type === 'POLICY_VIOLATION'
    ? `the cleanup.policy of the topic is compact, and only that of delete allows it (${type})`
    : undefined;
}

function byTopic(offsets: readonly DeletedUpTo[]) {
  return Array.from(
    Map.groupBy(offsets, ({ topic }) => topic),
    ([topic, ofTopic]) => ({
      topic,
      partitions: ofTopic.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
    }),
  );
}
