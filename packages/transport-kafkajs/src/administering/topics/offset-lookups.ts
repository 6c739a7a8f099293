/** Lookups of offsets: by time, the first ones and the ends, of many topics by one request for each at every leader. */
import type { OffsetRangesOptions, PartitionRange, TopicPartition } from '@kfw/core';
import { parseOffset } from '../../client/offsets.js';
import { requestWithCodec } from '../../kafkajs/admin-codecs.js';
import type { Broker } from '../../kafkajs/internals.js';
import { partitionKey } from '../../producing/partition-results.js';
import { type ClusterRequests, topicError } from '../requests/cluster-requests.js';
import { errorOf } from '../requests/refusals.js';
import type { Outcomes } from '../requests/settle-items.js';
import { partitionsIn, partitionsWithLeader } from './topic-descriptions.js';

/** Kafka's timestamps for the first offset and for the end. */
const earliest = '-2';
const latest = '-1';
/** The offset of a lookup by time when no message is that young. */
const noOffset = -1;

/** Where a partition ends: at the high watermark, or where the first open transaction begins. */
export const isolationLevels = { highWatermark: 0, readable: 1 } as const;
export type IsolationLevel = (typeof isolationLevels)[keyof typeof isolationLevels];

/** By topic: its partitions in order, or the first error among them. */
export function rangesOf(
  requests: ClusterRequests,
  topics: readonly string[],
  isolationLevel: IsolationLevel,
  options: OffsetRangesOptions = {},
): Promise<Outcomes<readonly PartitionRange[]>> {
  const join = (at: TopicPartition, low: number, high: number) => ({ ...at, low, high });
  return lookUp(requests, topics, { isolationLevel, ...options }, [earliest, latest], join);
}

/** By topic: per partition the first offset whose message is not older, or the end. */
export function offsetsByTime(
  requests: ClusterRequests,
  topics: readonly string[],
  timestampMs: number,
): Promise<Outcomes<readonly { readonly partition: number; readonly offset: number }[]>> {
  // A negative one would be one of Kafka's own.
  const timestamp = String(Math.max(0, Math.ceil(timestampMs)));
  return lookUp(
    requests,
    topics,
    { isolationLevel: isolationLevels.readable },
    [timestamp, latest],
    ({ partition }, found, end) => ({
      partition,
      offset: found === noOffset ? end : found,
    }),
  );
}

/** Two lookups in one sitting: their offsets are joined by partition. */
function lookUp<Joined>(
  requests: ClusterRequests,
  topics: readonly string[],
  { isolationLevel, skipLeaderless = false }: OffsetRangesOptions & { readonly isolationLevel: IsolationLevel },
  timestamps: readonly [string, string],
  join: (partition: TopicPartition, first: number, second: number) => Joined,
): Promise<Outcomes<readonly Joined[]>> {
  return requests.settle(topics, {
    keyOf: (topic) => topic,
    async attempt(pending) {
      const metadata = await requests.metadata(pending);
      const partitionsOf = skipLeaderless ? partitionsWithLeader : partitionsIn;
      const partitions = metadata.topicMetadata.flatMap(partitionsOf);
      const lookUpAt = (timestamp: string) =>
        requests.toLeaders(partitions, metadata, (broker, ofLeader) =>
          listOffsets(broker, ofLeader, timestamp, isolationLevel),
        );
      const [first, second] = await Promise.all([lookUpAt(timestamps[0]), lookUpAt(timestamps[1])]);
      return new Map(
        metadata.topicMetadata.map((described) => [
          described.topic,
          topicError(described) ?? joined(partitionsOf(described), first, second, join),
        ]),
      );
    },
  });
}

function joined<Joined>(
  partitions: readonly TopicPartition[],
  firsts: Outcomes<number>,
  seconds: Outcomes<number>,
  join: (partition: TopicPartition, first: number, second: number) => Joined,
): readonly Joined[] | Error {
  const all: Joined[] = [];
  for (const partition of partitions) {
    const key = partitionKey(partition);
    const [first, second] = [firsts.get(key), seconds.get(key)];
    if (typeof first !== 'number') return first ?? withoutOffset();
    if (typeof second !== 'number') return second ?? withoutOffset();
    all.push(join(partition, first, second));
  }
  return all;
}

function withoutOffset(): Error {
  return new Error('the response of the broker lacks an offset');
}

async function listOffsets(
  broker: Broker,
  partitions: readonly TopicPartition[],
  timestamp: string,
  isolationLevel: IsolationLevel,
): Promise<Outcomes<number>> {
  const topics = Array.from(
    Map.groupBy(partitions, ({ topic }) => topic),
    ([topic, ofTopic]) => ({ topic, partitions: ofTopic.map(({ partition }) => ({ partition, timestamp })) }),
  );
  const { responses } = await requestWithCodec(broker, 'ListOffsets', { replicaId: -1, isolationLevel, topics });
  return new Map(
    responses.flatMap(({ topic, partitions: ofTopic }) =>
      ofTopic.map(({ partition, errorCode, offset }) => [
        partitionKey({ topic, partition }),
        errorOf(errorCode) ?? parseOffset(offset.toString()),
      ]),
    ),
  );
}
