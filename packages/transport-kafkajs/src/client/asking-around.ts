/**
 * Asks the cluster, whichever broker answers. kafkajs asks one connected broker at random and waits for it, also when that
 * is frozen or cut off and takes in what it is sent without a word; looking for a group's coordinator it waits so for one
 * after the other. Here the next broker is asked as well when one has not answered soon, and the first answer counts.
 */
import { toError } from '@kfw/core';
import type { ClusterInternals } from 'kafkajs/src/consumer/consumerGroup.js';
import { createErrorFromCode } from 'kafkajs/src/protocol/error.js';
import type { Broker, BrokerPool, Metadata } from './kafkajs-connections.js';
import { mendPool } from './mended-pool.js';
import { isBusy } from './raw-request.js';

/** Many times what an answer takes. */
const askNextAfterMs = 300;

/** Throws what the last of them failed with. */
export function askAround<Answer>(
  pool: BrokerPool,
  ask: (broker: Broker) => Promise<Answer>,
  nextAfterMs = askNextAfterMs,
): Promise<Answer> {
  const left = byReadiness(pool);
  return new Promise((resolve, reject) => {
    let asked = 0;
    let timer: NodeJS.Timeout | undefined;
    const next = (failure: Error) => {
      clearTimeout(timer);
      const nodeId = left.shift();
      if (nodeId === undefined) {
        if (asked === 0) reject(failure);
        return;
      }
      asked++;
      timer = setTimeout(next, nextAfterMs, failure);
      pool
        .findBroker({ nodeId })
        .then(ask)
        .then(
          (answer) => {
            left.length = 0;
            clearTimeout(timer);
            resolve(answer);
          },
          (thrown) => {
            asked--;
            next(toError(thrown));
          },
        );
    };
    // By the name that kafkajs gives it, and sees to.
    next(Object.assign(new Error('No broker is known'), { name: 'KafkaJSBrokerNotFound', retriable: true }));
  });
}

/** Makes metadata asked for around, and the pool's brokers mended. */
export function askAroundForMetadata(pool: BrokerPool, check: (metadata: Metadata) => Metadata = asItIs): void {
  mendPool(pool);
  const findConnectedBroker = pool.findConnectedBroker.bind(pool);
  // What is known of the cluster may be old when none of them answers: kafkajs then begins with the configured brokers.
  const askFirst = async (topics: readonly string[]) => (await findConnectedBroker()).metadata(topics);
  const ask = (topics: readonly string[]) =>
    askAround(pool, (broker) => broker.metadata(topics)).catch(() => askFirst(topics));
  pool.findConnectedBroker = async () => {
    const first = Object.keys(pool.brokers).length === 0 ? await findConnectedBroker() : undefined;
    // kafkajs asks it for metadata, and for nothing else.
    const metadata = async (topics: readonly string[]) => check(await (first?.metadata(topics) ?? ask(topics)));
    return { metadata } as Broker;
  };
}

/** Makes all that a consumer asks of any broker asked around. */
export function askAroundFor(cluster: ClusterInternals): void {
  askAroundForMetadata(cluster.brokerPool, complete);
  cluster.findGroupCoordinatorMetadata = (group) =>
    askAround(cluster.brokerPool, (broker) => broker.findGroupCoordinator(group));
}

function asItIs(metadata: Metadata): Metadata {
  return metadata;
}

/** An unknown topic fails the whole, as it does for kafkajs; a partition without a leader does not. */
function complete(metadata: Metadata): Metadata {
  const failed = metadata.topicMetadata.find(({ topicErrorCode }) => topicErrorCode !== 0);
  if (failed !== undefined) throw createErrorFromCode(failed.topicErrorCode);
  return metadata;
}

/** Those first that are connected and owe no answer, last those that must be connected to; by chance among equals. */
function byReadiness({ brokers }: BrokerPool): number[] {
  const rank = ({ connectionPool: { pool } }: Broker) => {
    const [connection] = pool;
    if (connection?.isConnected() !== true) return 2;
    return isBusy(connection) ? 1 : 0;
  };
  return Object.entries(brokers)
    .map(([nodeId, broker]) => ({ nodeId: Number(nodeId), rank: rank(broker) + Math.random() / 2 }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ nodeId }) => nodeId);
}
