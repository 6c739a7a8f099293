import { describe, expect, it } from '@jest/globals';
import type { Broker, BrokerPool, Connection, Metadata } from '../../src/kafkajs/internals.js';
import { patchBrokerPool } from '../../src/kafkajs/patch-broker-pool.js';

/** A pool of one broker, whose connection is busy until `answered`. */
function poolWith(connection: Partial<Connection>) {
  const events: string[] = [];
  const responded = Promise.withResolvers<void>();
  const made: Connection = {
    clientId: 'shop',
    sasl: {},
    requestQueue: {
      inflight: { size: 1 },
      pending: { length: 0 },
      push() {},
      waitForPendingRequests: () => responded.promise,
      maybeThrottle() {},
    },
    isConnected: () => true,
    isAuthenticated: () => false,
    failIfNotConnected() {},
    nextCorrelationId: () => 0,
    send: () => Promise.reject(new Error('not asked for')),
    ...connection,
  };
  const broker = {
    connectionPool: { host: 'localhost', port: 9092, pool: [made] },
    connect: async () => {},
    disconnect: async () => void events.push('disconnected'),
  } as unknown as Broker;
  const pool: BrokerPool = {
    brokers: { 1: broker },
    metadata: null as Metadata | null,
    versions: null,
    createBroker: () => broker,
    findBroker: async () => {
      events.push('authenticated');
      return broker;
    },
    findConnectedBroker: async () => broker,
    async refreshMetadata() {},
  };
  patchBrokerPool(pool);
  return { pool, events, responded };
}

describe('a patched broker of kafkajs', () => {
  it('re-authenticates only when no request is pending', async () => {
    const { pool, events, responded } = poolWith({});
    const found = pool.findBroker({ nodeId: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual([]);
    responded.resolve();
    await found;
    expect(events).toEqual(['authenticated']);
  });

  it.each<Partial<Connection>>([{ sasl: null }, { isAuthenticated: () => true }, { isConnected: () => false }])(
    'is not waited for otherwise (%#)',
    async (connection) => {
      const { pool, events } = poolWith(connection);
      await pool.findBroker({ nodeId: 1 });
      expect(events).toEqual(['authenticated']);
    },
  );

  it('waits for no response when it is given up', async () => {
    const destroyed: (Error | undefined)[] = [];
    const socket = { destroy: (error?: Error) => void destroyed.push(error) } as unknown as Connection['socket'];
    const { pool, events } = poolWith({ ...(socket && { socket }) });
    await pool.createBroker({}).disconnect();
    expect(destroyed).toEqual([expect.objectContaining({ message: 'The connection is given up' })]);
    expect(events).toEqual(['disconnected']);
  });
});
