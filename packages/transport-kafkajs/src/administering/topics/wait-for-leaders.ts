/**
 * Waits until new topics and partitions can be used: a broker learns of them a moment after another one has created them,
 * and their leaders are elected after that.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { toError } from '@kfw/core';
import type { Broker, Metadata } from '../../kafkajs/internals.js';
import { createErrorFromCode, protocolErrorOf } from '../../kafkajs/kafkajs-errors.js';
import { noLeader } from '../../metadata/partition-leaders.js';
import { type ClusterRequests, topicError } from '../requests/cluster-requests.js';
import { untilVisible } from '../requests/until-visible.js';

const retryAfterMs = 50;
const maxWaitMs = 15_000;
const leaderNotAvailable = 5;

const notReadyErrors: ReadonlySet<string | undefined> = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);

type Partitions = readonly { readonly leader: number }[];

/** The partitions of each topic that is waited for. */
type Describe = () => Promise<readonly Partitions[]>;

/**
 * Waits for the leaders of at least so many partitions of each topic, and until every broker knows them. Throws for a topic
 * that cannot be described, apart from one that a broker does not know yet.
 */
export async function leadersOfTopics(
  requests: Pick<ClusterRequests, 'metadata' | 'toBroker' | 'hasOneBroker'>,
  topics: readonly { readonly topic: string; readonly partitions?: number }[],
): Promise<void> {
  if (topics.length === 0) return;
  const wanted = new Map(topics.map(({ topic, partitions = 1 }) => [topic, partitions]));
  const names = [...wanted.keys()];
  const partitionsIn = ({ topicMetadata }: Metadata) =>
    topicMetadata.map((described) => {
      const error = topicError(described);
      if (error !== undefined) throw error;
      const { topic, partitionMetadata } = described;
      return partitionMetadata.length < (wanted.get(topic) ?? 1) ? [] : partitionMetadata;
    });
  await waitForLeaders(async () => partitionsIn(await requests.metadata(names)));
  if (!requests.hasOneBroker) await untilVisible(requests, (broker) => areLedAt(broker, names, partitionsIn));
}

async function areLedAt(
  broker: Pick<Broker, 'metadata'>,
  topics: readonly string[],
  partitionsIn: (metadata: Metadata) => readonly Partitions[],
): Promise<boolean> {
  const metadata = await broker.metadata(topics);
  const isKnown = metadata.topicMetadata.every((described) => topicError(described) === undefined);
  return isKnown && partitionsIn(metadata).every(isLed);
}

/** Throws the brokers' last error when the time is over, or at once when waiting cannot help. */
export async function waitForLeaders(describe: Describe): Promise<void> {
  const endsAt = performance.now() + maxWaitMs;
  for (;;) {
    try {
      const topics = await describe();
      if (topics.every(isLed)) return;
      throw createErrorFromCode(leaderNotAvailable);
    } catch (thrown) {
      if (!notReadyErrors.has(protocolErrorOf(toError(thrown))) || performance.now() >= endsAt) throw thrown;
    }
    await sleep(retryAfterMs);
  }
}

function isLed(partitions: Partitions): boolean {
  return partitions.length > 0 && partitions.every(({ leader }) => leader !== noLeader);
}
