/**
 * Patches four defects of kafkajs's broker pool. kafkajs treats a whole metadata response as failed when one partition in
 * it has no leader; it keeps a connection whose broker has not answered in time, and waits for its responses before it
 * closes it; it waits for the first response of a broker that it could connect to as long as for any; and it
 * re-authenticates between responses, which it then takes for those of the authentication.
 */
import { toError } from '@kfw/core';
import apiKeys from 'kafkajs/src/protocol/requests/apiKeys.js';
import { requests } from 'kafkajs/src/protocol/requests/index.js';
import type { Broker, BrokerPool, Connection, Metadata } from './internals.js';
import { closedHere, destroyConnection, isBusy } from './raw-request.js';

export function patchBrokerPool(pool: BrokerPool): void {
  const createBroker = pool.createBroker.bind(pool);
  const findBroker = pool.findBroker.bind(pool);
  pool.createBroker = (options) => {
    const broker = createBroker(options);
    const connect = broker.connect.bind(broker);
    const disconnect = broker.disconnect.bind(broker);
    broker.connect = () => connectWithTimeout(broker, connect);
    broker.metadata = (topics) => destroyOnTimeout(broker, () => metadataOf(broker, topics));
    broker.disconnect = () => {
      for (const connection of broker.connectionPool.pool)
        if (isBusy(connection)) destroyConnection(connection, 'The connection is given up', closedHere);
      return disconnect();
    };
    return broker;
  };
  pool.findBroker = async ({ nodeId }) => {
    await waitBeforeReauthentication(pool.brokers[Number(nodeId)]);
    return findBroker({ nodeId });
  };
}

/** A broker is connected once it has answered: a frozen one accepts the connection, and nothing more. */
async function connectWithTimeout({ connectionPool }: Broker, connect: () => Promise<void>): Promise<void> {
  const timer = setTimeout(() => {
    for (const connection of connectionPool.pool) destroyConnection(connection, 'The broker did not answer in time');
  }, connectionPool.connectionTimeout);
  try {
    await connect();
  } finally {
    clearTimeout(timer);
  }
}

/** The response as it is, whatever errors single topics and partitions have. */
function metadataOf(broker: Broker, topics: readonly string[]): Promise<Metadata> {
  const makeRequest = broker.lookupRequest(apiKeys.Metadata, requests.Metadata);
  const { request, response } = makeRequest({ topics, allowAutoTopicCreation: false });
  return connectionOf(broker).send({ request, response: { decode: response.decode, parse: async (data) => data } });
}

/** A broker that has not answered in time gets a new connection; until then requests go to the others. */
export async function destroyOnTimeout<Result>(broker: Broker, request: () => Promise<Result>): Promise<Result> {
  try {
    return await request();
  } catch (thrown) {
    if (toError(thrown).name === 'KafkaJSRequestTimeoutError')
      destroyConnection(connectionOf(broker), 'The broker did not answer in time');
    throw thrown;
  }
}

/** An expired SASL session is renewed when no response can arrive in between. */
async function waitBeforeReauthentication(broker: Broker | undefined): Promise<void> {
  const connection = broker?.connectionPool.pool[0];
  if (connection === undefined || !connection.sasl || !connection.isConnected() || connection.isAuthenticated()) return;
  await connection.requestQueue.waitForPendingRequests();
}

/** The connection for everything but fetches. */
export function connectionOf(broker: Broker): Connection {
  const [connection] = broker.connectionPool.pool;
  if (connection === undefined) throw new Error('a broker of kafkajs has no connection: this is not version 2.2.4');
  return connection;
}
