/**
 * Waits until a new topic can be used. kafkajs waits as well, but fails when it asks a broker that does not know the
 * topic yet, which is common where there are several; and a broker names itself as the leader of a new partition some
 * moments before it responds as its leader, where a lookup by kafkajs fails.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { toError } from '@kfw/core';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';
import { type ClusterRequests, topicError } from './cluster-requests.js';

const retryAfterMs = 50;
const maxWaitMs = 15_000;
const noLeader = -1;

const notReadyErrors: readonly string[] = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'];

/** The partitions of each topic that is waited for. */
type Describe = () => Promise<readonly (readonly { readonly leader: number }[])[]>;

/** Throws the brokers' last error when the time is over, or at once when waiting cannot help. */
export function waitForLeaders(describe: Describe): Promise<true> {
  return retryWhileTransient(() => requireLeaders(describe), notReadyErrors);
}

/**
 * Waits for the leaders of at least so many partitions of each topic. Throws for a topic that cannot be described, apart
 * from one that a broker does not know yet.
 */
export async function leadersOfTopics(
  requests: ClusterRequests,
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

/**
 * A lookup for leaders to answer, retried while the broker that was asked does not lead. Throws as `waitForLeaders`.
 */
export function retryUntilLeader<T>(lookup: () => Promise<T>): Promise<T> {
  return retryWhileTransient(lookup, ['NOT_LEADER_FOR_PARTITION']);
}

async function requireLeaders(describe: Describe): Promise<true> {
  const topics = await describe();
  if (topics.every(isLed)) return true;
  throw Object.assign(new Error('Not every partition has a leader yet'), { type: 'LEADER_NOT_AVAILABLE' });
}

function isLed(partitions: readonly { readonly leader: number }[]): boolean {
  return partitions.length > 0 && partitions.every(({ leader }) => leader !== noLeader);
}

async function retryWhileTransient<T>(request: () => Promise<T>, transientErrors: readonly string[]): Promise<T> {
  const endsAt = performance.now() + maxWaitMs;
  for (;;) {
    try {
      return await request();
    } catch (thrown) {
      const protocolError = protocolErrorOf(toError(thrown));
      const isTransient = protocolError !== undefined && transientErrors.includes(protocolError);
      if (!isTransient || performance.now() >= endsAt) throw thrown;
    }
    await sleep(retryAfterMs);
  }
}
