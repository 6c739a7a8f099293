/** The first offset and the high watermark of each partition of many topics, by one lookup of each at every leader. */
import type { PartitionRange, TopicPartition } from '@kfw/core';
import { parseOffset } from '../client/offsets.js';
import { requestWithCodec } from '../kafkajs/admin-codecs.js';
import type { Broker, Metadata } from '../kafkajs/internals.js';
import { partitionKey } from '../producing/partition-results.js';
import { type ClusterRequests, topicError } from './cluster-requests.js';
import { errorOf } from './refusals.js';
import type { Outcomes } from './settle-items.js';

/** Kafka's timestamps for the first offset and for the end. */
const earliest = '-2';
const latest = '-1';
/** The end is then the high watermark, past open transactions. */
const readUncommitted = 0;

/** By topic: its partitions in order, or the first error among them. */
export function rangesOf(
  requests: ClusterRequests,
  topics: readonly string[],
): Promise<Outcomes<readonly PartitionRange[]>> {
  return requests.settle(topics, {
    keyOf: (topic) => topic,
    async attempt(pending) {
      const metadata = await requests.metadata(pending);
      const partitions = metadata.topicMetadata.flatMap(partitionsOf);
      const [lows, highs] = await Promise.all(
        [earliest, latest].map((timestamp) =>
          requests.toLeaders(partitions, metadata, (broker, ofLeader) => listOffsets(broker, ofLeader, timestamp)),
        ),
      );
      return new Map(
        metadata.topicMetadata.map((described) => [
          described.topic,
          topicError(described) ?? rangesIn(partitionsOf(described), lows ?? new Map(), highs ?? new Map()),
        ]),
      );
    },
  });
}

function partitionsOf({ topic, partitionMetadata }: Metadata['topicMetadata'][number]): TopicPartition[] {
  return partitionMetadata
    .map(({ partitionId }) => ({ topic, partition: partitionId }))
    .sort((one, other) => one.partition - other.partition);
}

function rangesIn(
  partitions: readonly TopicPartition[],
  lows: Outcomes<number>,
  highs: Outcomes<number>,
): readonly PartitionRange[] | Error {
  const ranges: PartitionRange[] = [];
  for (const { topic, partition } of partitions) {
    const key = partitionKey({ topic, partition });
    const [low, high] = [lows.get(key), highs.get(key)];
    if (typeof low !== 'number') return low ?? withoutOffset();
    if (typeof high !== 'number') return high ?? withoutOffset();
    ranges.push({ topic, partition, low, high });
  }
  return ranges;
}

function withoutOffset(): Error {
  return new Error('the response of the broker lacks an offset');
}

async function listOffsets(
  broker: Broker,
  partitions: readonly TopicPartition[],
  timestamp: string,
): Promise<Outcomes<number>> {
  const topics = Array.from(
    Map.groupBy(partitions, ({ topic }) => topic),
    ([topic, ofTopic]) => ({ topic, partitions: ofTopic.map(({ partition }) => ({ partition, timestamp })) }),
  );
  const options = { replicaId: -1, isolationLevel: readUncommitted, topics } as const;
  const { responses } = await requestWithCodec(broker, 'ListOffsets', options);
  return new Map(
    responses.flatMap(({ topic, partitions: ofTopic }) =>
      ofTopic.map(({ partition, errorCode, offset }) => [
        partitionKey({ topic, partition }),
        errorOf(errorCode) ?? parseOffset(offset.toString()),
      ]),
    ),
  );
}
