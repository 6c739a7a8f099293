/**
 * Asks the cluster, whichever broker answers. kafkajs asks one connected broker at random and waits for it, also when that
 * is frozen or cut off and takes in what it is sent without a word; looking for a group's coordinator it waits so for one
 * after the other. Here the next broker is asked as well when one has not answered soon, and the first answer counts.
 */
import { toError } from '@kfw/core';
import type { ClusterInternals } from 'kafkajs/src/consumer/consumerGroup.js';
import { createErrorFromCode } from 'kafkajs/src/protocol/error.js';
import type { Broker, BrokerPool, Metadata } from './internals.js';
import { patchBrokerPool } from './patch-broker-pool.js';
import { isBusy } from './raw-request.js';

/** Many times what an answer takes. */
const hedgeAfterMs = 300;

/** Throws what the last of them failed with. */
export function hedgedRequest<Result>(
  pool: BrokerPool,
  request: (broker: Broker) => Promise<Result>,
  hedgeMs = hedgeAfterMs,
): Promise<Result> {
  const remaining = byReadiness(pool);
  return new Promise((resolve, reject) => {
    let pending = 0;
    let timer: NodeJS.Timeout | undefined;
    const next = (failure: Error) => {
      clearTimeout(timer);
      const nodeId = remaining.shift();
      if (nodeId === undefined) {
        if (pending === 0) reject(failure);
        return;
      }
      pending++;
      timer = setTimeout(next, hedgeMs, failure);
      pool
        .findBroker({ nodeId })
        .then(request)
        .then(
          (result) => {
            remaining.length = 0;
            clearTimeout(timer);
            resolve(result);
          },
          (thrown) => {
            pending--;
            next(toError(thrown));
          },
        );
    };
    // By the name that kafkajs gives it, and sees to.
    next(Object.assign(new Error('No broker is known'), { name: 'KafkaJSBrokerNotFound', retriable: true }));
  });
}

/** Makes metadata asked for around, and the pool's brokers mended. */
export function patchMetadataRequests(pool: BrokerPool, check: (metadata: Metadata) => Metadata = unchecked): void {
  patchBrokerPool(pool);
  const findConnectedBroker = pool.findConnectedBroker.bind(pool);
  // What is known of the cluster may be old when none of them answers: kafkajs then begins with the configured brokers.
  const requestFromConnected = async (topics: readonly string[]) => (await findConnectedBroker()).metadata(topics);
  const request = (topics: readonly string[]) =>
    hedgedRequest(pool, (broker) => broker.metadata(topics)).catch(() => requestFromConnected(topics));
  pool.findConnectedBroker = async () => {
    const first = Object.keys(pool.brokers).length === 0 ? await findConnectedBroker() : undefined;
    // kafkajs asks it for metadata, and for nothing else.
    const metadata = async (topics: readonly string[]) => check(await (first?.metadata(topics) ?? request(topics)));
    return { metadata } as Broker;
  };
}

/** Makes all that a consumer asks of any broker asked around. */
export function patchConsumerCluster(cluster: ClusterInternals): void {
  patchMetadataRequests(cluster.brokerPool, failOnTopicError);
  cluster.findGroupCoordinatorMetadata = (group) =>
    hedgedRequest(cluster.brokerPool, (broker) => broker.findGroupCoordinator(group));
}

function unchecked(metadata: Metadata): Metadata {
  return metadata;
}

/** An unknown topic fails the whole, as it does for kafkajs; a partition without a leader does not. */
function failOnTopicError(metadata: Metadata): Metadata {
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
