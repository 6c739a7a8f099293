/**
 * Waits until new topics and partitions can be used: a broker learns of them a moment after another one has created them,
 * and their leaders are elected after that.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { toError } from '@kfw/core';
import { createErrorFromCode, protocolErrorOf } from '../../kafkajs/kafkajs-errors.js';
import { noLeader } from '../../metadata/partition-leaders.js';
import { type ClusterRequests, topicError } from '../requests/cluster-requests.js';

const retryAfterMs = 50;
const maxWaitMs = 15_000;
const leaderNotAvailable = 5;

const notReadyErrors: ReadonlySet<string | undefined> = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);

/** The partitions of each topic that is waited for. */
type Describe = () => Promise<readonly (readonly { readonly leader: number }[])[]>;

/**
 * Waits for the leaders of at least so many partitions of each topic. Throws for a topic that cannot be described, apart
 * from one that a broker does not know yet.
 */
export async function leadersOfTopics(
  requests: Pick<ClusterRequests, 'metadata'>,
  topics: readonly { readonly topic: string; readonly partitions?: number }[],
): Promise<void> {
  if (topics.length === 0) return;
  const wanted = new Map(topics.map(({ topic, partitions = 1 }) => [topic, partitions]));
  await waitForLeaders(async () => {
    const { topicMetadata } = await requests.metadata([...wanted.keys()]);
    return topicMetadata.map((described) => {
      const error = topicError(described);
      if (error !== undefined) throw error;
      const { topic, partitionMetadata } = described;
      return partitionMetadata.length < (wanted.get(topic) ?? 1) ? [] : partitionMetadata;
    });
  });
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

function isLed(partitions: readonly { readonly leader: number }[]): boolean {
  return partitions.length > 0 && partitions.every(({ leader }) => leader !== noLeader);
}
