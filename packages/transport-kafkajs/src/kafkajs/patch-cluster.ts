/**
 * Replaces how a cluster of kafkajs asks for metadata and for coordinators: of any broker that answers, and, for a
 * consumer, with a say in what happens when that fails.
 */
import { hedgedRequest } from './hedged-request.js';
import type { Broker, BrokerPool, Cluster, Metadata } from './internals.js';
import { createErrorFromCode } from './kafkajs-errors.js';
import { patchBrokerPool } from './patch-broker-pool.js';

/** Hedges requests for metadata, and patches the pool's brokers. */
export function patchMetadataRequests(pool: BrokerPool, check: (metadata: Metadata) => Metadata = unchecked): void {
  patchBrokerPool(pool);
  const findConnectedBroker = pool.findConnectedBroker.bind(pool);
  // The known brokers may be outdated when none of them answers: kafkajs then begins with the configured ones.
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

/** Hedges what a consumer asks of any broker: metadata, and who coordinates its group. */
export function patchConsumerCluster(cluster: Cluster): void {
  patchMetadataRequests(cluster.brokerPool, failOnTopicError);
  cluster.findGroupCoordinatorMetadata = (group) =>
    hedgedRequest(cluster.brokerPool, (broker) => broker.findGroupCoordinator(group));
}

/** Routes both ways in which kafkajs refreshes metadata through `around`, which is given kafkajs's own. */
export function patchMetadataRefresh(cluster: Cluster, around: (refresh: () => Promise<void>) => Promise<void>): void {
  const { refreshMetadata, refreshMetadataIfNecessary } = cluster;
  cluster.refreshMetadata = () => around(() => refreshMetadata.call(cluster));
  cluster.refreshMetadataIfNecessary = () => around(() => refreshMetadataIfNecessary.call(cluster));
}

function unchecked(metadata: Metadata): Metadata {
  return metadata;
}

/** An unknown topic fails the whole response, as it does in kafkajs; a partition without a leader does not. */
function failOnTopicError(metadata: Metadata): Metadata {
  const failed = metadata.topicMetadata.find(({ topicErrorCode }) => topicErrorCode !== 0);
  if (failed !== undefined) throw createErrorFromCode(failed.topicErrorCode);
  return metadata;
}
