/**
 * The brokers of one sink: kafkajs's connections and metadata, and what has to be otherwise for a sender that must not
 * lose sight of a partition. kafkajs takes a whole answer about metadata for failed when one partition of it has no
 * leader; it keeps a connection whose broker has not answered in time, and waits for its answers before it lets go of
 * it; and it authenticates anew between answers that it then takes for those of the authentication.
 */
import { toError } from '@kfw/core';
import type { Kafka } from 'kafkajs';
import apiKeys from 'kafkajs/src/protocol/requests/apiKeys.js';
import { requests } from 'kafkajs/src/protocol/requests/index.js';
import { createCluster } from '../client/cluster.js';
import type {
  Broker,
  BrokerPool,
  Connection,
  Metadata,
  Protocol,
  RequestDefinition,
} from '../client/kafkajs-connections.js';
import { hangUp, isBusy } from '../client/raw-request.js';

type MakeMetadataRequest = (options: {
  topics: readonly string[];
  allowAutoTopicCreation: boolean;
}) => Protocol<Metadata>;

/** kafkajs asks for metadata when it is told to; how old it is, is the sink's affair. */
const metadataMaxAge = 0;

export class Brokers {
  readonly #cluster: { connect(): Promise<void>; disconnect(): Promise<void> };
  readonly #pool: BrokerPool;

  constructor(kafka: Kafka) {
    const cluster = createCluster(kafka, { metadataMaxAge, allowAutoTopicCreation: false });
    this.#cluster = cluster;
    this.#pool = cluster.brokerPool as unknown as BrokerPool;
    mend(this.#pool);
  }

  connect(): Promise<void> {
    return this.#cluster.connect();
  }

  /** What is still on its way fails. */
  disconnect(): Promise<void> {
    return this.#cluster.disconnect();
  }

  /** The connection for requests to one broker. Throws what kafkajs throws when it cannot be had. */
  async connectionTo(nodeId: number): Promise<{ broker: Broker; connection: Connection }> {
    const broker = await this.#pool.findBroker({ nodeId });
    return { broker, connection: connectionOf(broker) };
  }

  /** Runs `ask` with any broker that can be connected to. */
  async ask<Answer>(ask: (broker: Broker) => Promise<Answer>): Promise<Answer> {
    const broker = await this.#pool.findConnectedBroker();
    return hangingUpOnSilence(broker, () => ask(broker));
  }

  /** Metadata of these topics, at least one; of each known broker one try. */
  async metadata(topics: readonly string[]): Promise<Metadata> {
    for (let triesLeft = Object.keys(this.#pool.brokers).length; ; triesLeft--) {
      try {
        await this.#pool.refreshMetadata(topics);
        return this.#pool.metadata ?? { topicMetadata: [] };
      } catch (thrown) {
        if (triesLeft <= 0) throw thrown;
      }
    }
  }
}

function connectionOf(broker: Broker): Connection {
  const [connection] = broker.connectionPool.pool;
  if (connection === undefined) throw new Error('a broker of kafkajs has no connection: this is not version 2.2.4');
  return connection;
}

/** Mends what is said above, for one pool of brokers. */
export function mend(pool: BrokerPool): void {
  const createBroker = pool.createBroker.bind(pool);
  const findBroker = pool.findBroker.bind(pool);
  pool.createBroker = (options) => {
    const broker = createBroker(options);
    const disconnect = broker.disconnect.bind(broker);
    broker.metadata = (topics) => hangingUpOnSilence(broker, () => metadataOf(broker, topics));
    broker.disconnect = () => {
      for (const connection of broker.connectionPool.pool)
        if (isBusy(connection)) hangUp(connection, 'The connection is given up');
      return disconnect();
    };
    return broker;
  };
  pool.findBroker = async ({ nodeId }) => {
    await readyToAuthenticate(pool.brokers[Number(nodeId)]);
    return findBroker({ nodeId });
  };
}

/** The answer as it is, whatever it says of single topics and partitions. */
function metadataOf(broker: Broker, topics: readonly string[]): Promise<Metadata> {
  const make = broker.lookupRequest(apiKeys.Metadata, requests.Metadata as RequestDefinition<MakeMetadataRequest>);
  const { request, response } = make({ topics, allowAutoTopicCreation: false });
  return connectionOf(broker).send({ request, response: { decode: response.decode, parse: async (data) => data } });
}

/** A broker that has not answered in time gets a new connection, and the others are asked instead until it has one. */
export async function hangingUpOnSilence<Answer>(broker: Broker, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (thrown) {
    if (toError(thrown).name === 'KafkaJSRequestTimeoutError')
      hangUp(connectionOf(broker), 'The broker did not answer in time');
    throw thrown;
  }
}

/** A session of SASL that has run out is renewed when no answer can come in between. */
async function readyToAuthenticate(broker: Broker | undefined): Promise<void> {
  const connection = broker?.connectionPool.pool[0];
  if (connection === undefined || !connection.sasl || !connection.isConnected() || connection.isAuthenticated()) return;
  await connection.requestQueue.waitForPendingRequests();
}
