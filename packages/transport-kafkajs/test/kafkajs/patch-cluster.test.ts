import { describe, expect, it } from '@jest/globals';
import type { Broker, Cluster, Metadata } from '../../src/kafkajs/internals.js';
import { patchConsumerCluster } from '../../src/kafkajs/patch-cluster.js';

const metadataOf = (topicErrorCode: number): Metadata => ({
  topicMetadata: [{ topic: 'users', topicErrorCode, partitionMetadata: [{ partitionId: 0, leader: -1 }] }],
});

/** A consumer's cluster of two brokers, the first of which fails and is the one that kafkajs would ask. */
function clusterWith(metadata: Metadata) {
  const connectionPool = { pool: [{ isConnected: () => true, requestQueue: { inflight: { size: 0 }, pending: [] } }] };
  const dead = () => Promise.reject(new Error('the broker is down'));
  const brokers = {
    1: { nodeId: 1, connectionPool, metadata: dead, findGroupCoordinator: dead },
    2: {
      nodeId: 2,
      connectionPool,
      metadata: async () => metadata,
      findGroupCoordinator: async () => ({ coordinator: { nodeId: 7 } }),
    },
  } as unknown as Record<number, Broker>;
  const first = brokers[1] as Broker;
  const brokerPool = {
    brokers,
    createBroker: () => first,
    findBroker: async ({ nodeId }: { nodeId: number }) => brokers[nodeId],
    findConnectedBroker: async () => first,
  };
  const cluster = { brokerPool, findGroupCoordinatorMetadata: dead } as unknown as Cluster;
  patchConsumerCluster(cluster);
  return cluster;
}

describe('a patched cluster of kafkajs', () => {
  it('gets metadata from any broker that responds, with or without a leader', async () => {
    const { brokerPool } = clusterWith(metadataOf(0));
    expect(await (await brokerPool.findConnectedBroker()).metadata(['users'])).toEqual(metadataOf(0));
  });

  it('fails the whole metadata of a consumer when a topic is unknown, as kafkajs does', async () => {
    const { brokerPool } = clusterWith(metadataOf(3));
    await expect((await brokerPool.findConnectedBroker()).metadata(['users'])).rejects.toMatchObject({
      type: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
  });

  it('finds the coordinator of a group through any broker that responds', async () => {
    const cluster = clusterWith(metadataOf(0));
    const found = await cluster.findGroupCoordinatorMetadata({ groupId: 'shop', coordinatorType: 0 });
    expect(found.coordinator.nodeId).toBe(7);
  });
});
