/**
 * A pool of brokers of kafkajs, mended in what must not be for who must not lose sight of a partition. kafkajs takes a
 * whole answer about metadata for failed when one partition of it has no leader; it keeps a connection whose broker has
 * not answered in time, and waits for its answers before it lets go of it; it waits for the first answer of a broker that
 * it could connect to as long as for any; and it authenticates anew between answers that it then takes for those of the
 * authentication.
 */
import { toError } from '@kfw/core';
import apiKeys from 'kafkajs/src/protocol/requests/apiKeys.js';
import { requests } from 'kafkajs/src/protocol/requests/index.js';
import type { Broker, BrokerPool, Connection, Metadata, Protocol, RequestDefinition } from './internals.js';
import { destroyConnection, isBusy } from './raw-request.js';

type MakeMetadataRequest = (options: {
  topics: readonly string[];
  allowAutoTopicCreation: boolean;
}) => Protocol<Metadata>;

/** Mends what is said above. */
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
        if (isBusy(connection)) destroyConnection(connection, 'The connection is given up');
      return disconnect();
    };
    return broker;
  };
  pool.findBroker = async ({ nodeId }) => {
    await waitBeforeReauthentication(pool.brokers[Number(nodeId)]);
    return findBroker({ nodeId });
  };
}

/** A connection counts once the broker has answered over it: one that is frozen is connected to, and says no more. */
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

/** The answer as it is, whatever it says of single topics and partitions. */
function metadataOf(broker: Broker, topics: readonly string[]): Promise<Metadata> {
  const make = broker.lookupRequest(apiKeys.Metadata, requests.Metadata as RequestDefinition<MakeMetadataRequest>);
  const { request, response } = make({ topics, allowAutoTopicCreation: false });
  return connectionOf(broker).send({ request, response: { decode: response.decode, parse: async (data) => data } });
}

/** A broker that has not answered in time gets a new connection, and the others are asked instead until it has one. */
export async function destroyOnTimeout<Result>(broker: Broker, request: () => Promise<Result>): Promise<Result> {
  try {
    return await request();
  } catch (thrown) {
    if (toError(thrown).name === 'KafkaJSRequestTimeoutError')
      destroyConnection(connectionOf(broker), 'The broker did not answer in time');
    throw thrown;
  }
}

/** A session of SASL that has run out is renewed when no answer can come in between. */
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
