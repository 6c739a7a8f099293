import { describe, expect, it } from '@jest/globals';
import type { Broker, ConsumerGroup } from '../../src/kafkajs/internals.js';
import { followCoordinator } from '../../src/metadata/group-coordinator.js';

/** A broker with a pending request, and whether its connection was closed. */
function busyBroker(nodeId: number) {
  const state = { isClosed: false };
  const socket = {
    destroy: () => {
      state.isClosed = true;
    },
  };
  const connection = { socket, requestQueue: { inflight: { size: 1 }, pending: { length: 0 } } };
  const broker = { nodeId, isConnected: () => true, connectionPool: { pool: [connection] } };
  return { broker: broker as unknown as Broker, state };
}

/** A group that believes in broker 1, while the cluster says that `nodeId` coordinates. */
function groupWith(nodeId: number) {
  const [before, next] = [busyBroker(1), busyBroker(2)];
  const group = {
    groupId: 'shop',
    coordinator: before.broker,
    offsetManager: { coordinator: before.broker },
    cluster: {
      findGroupCoordinatorMetadata: async () => ({ coordinator: { nodeId } }),
      findBroker: async () => next.broker,
    },
  };
  return { group: group as unknown as ConsumerGroup, before, next };
}

describe('following a coordinator', () => {
  it('sends heartbeats and commits to the new one, and fails pending requests to the old one', async () => {
    const { group, before, next } = groupWith(2);
    expect(await followCoordinator(group)).toBe(true);
    expect(group.coordinator).toBe(next.broker);
    expect(group.offsetManager?.coordinator).toBe(next.broker);
    expect(before.state.isClosed).toBe(true);
  });

  it('changes nothing while the coordinator stays', async () => {
    const { group, before } = groupWith(1);
    expect(await followCoordinator(group)).toBe(false);
    expect([group.coordinator, before.state.isClosed]).toEqual([before.broker, false]);
  });
});
