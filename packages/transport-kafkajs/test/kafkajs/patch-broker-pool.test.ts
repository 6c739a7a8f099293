import { describe, expect, it } from '@jest/globals';
import type { Broker, BrokerPool, Connection, Metadata } from '../../src/kafkajs/internals.js';
import { patchBrokerPool } from '../../src/kafkajs/patch-broker-pool.js';

const leaderless: Metadata = {
  topicMetadata: [{ topic: 'users', topicErrorCode: 0, partitionMetadata: [{ partitionId: 0, leader: -1 }] }],
};

/** As kafkajs reads a response in which a partition has no leader. */
async function refuse(): Promise<never> {
  throw new Error('there is no leader');
}

/** A socket, and the errors it was destroyed with. */
function fakeSocket() {
  const destroyed: (Error | undefined)[] = [];
  const socket = { destroy: (error?: Error) => void destroyed.push(error) };
  return { destroyed, socket: socket as unknown as NonNullable<Connection['socket']> };
}

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
    connectionPool: { host: 'localhost', port: 9092, connectionTimeout: 1, pool: [made] },
    connect: () => responded.promise,
    lookupRequest: () => () => ({ request: {}, response: { decode: async () => leaderless, parse: refuse } }),
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
    const { destroyed, socket } = fakeSocket();
    const { pool, events } = poolWith({ socket });
    await pool.createBroker({}).disconnect();
    expect(destroyed).toEqual([expect.objectContaining({ message: 'The connection is given up' })]);
    expect(events).toEqual(['disconnected']);
  });

  it('is given up when it accepts the connection and stays silent', async () => {
    const closed = Promise.withResolvers<Error | undefined>();
    const socket = { destroy: closed.resolve } as unknown as NonNullable<Connection['socket']>;
    const { pool, responded } = poolWith({ socket });
    const connecting = pool.createBroker({}).connect();
    expect(await closed.promise).toMatchObject({ message: 'The broker did not answer in time' });
    responded.resolve();
    await connecting;
  });

  it('returns metadata of partitions without a leader', async () => {
    const { pool } = poolWith({ send: async ({ response }) => response.parse(await response.decode(Buffer.alloc(0))) });
    expect(await pool.createBroker({}).metadata(['users'])).toEqual(leaderless);
  });

  it('gets a new connection when it has not sent metadata in time', async () => {
    const { destroyed, socket } = fakeSocket();
    const timeout = Object.assign(new Error('too late'), { name: 'KafkaJSRequestTimeoutError' });
    const { pool } = poolWith({ socket, send: () => Promise.reject(timeout) });
    await expect(pool.createBroker({}).metadata(['users'])).rejects.toThrow('too late');
    expect(destroyed).toHaveLength(1);
  });
});
