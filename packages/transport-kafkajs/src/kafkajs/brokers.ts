/**
 * The brokers of one sink, or of all transactions: kafkajs's connections and metadata, patched so that a sender does not
 * lose sight of a partition.
 */
import type { Kafka } from 'kafkajs';
import { createCluster } from './create-cluster.js';
import { hedgedRequest } from './hedged-request.js';
import type { Broker, BrokerPool, Cluster, Connection, Metadata } from './internals.js';
import { connectionOf, destroyOnTimeout } from './patch-broker-pool.js';
import { patchMetadataRequests } from './patch-cluster.js';

/** kafkajs asks for metadata when it is told to; its age is up to the sink. */
const metadataMaxAge = 0;

export class Brokers {
  readonly #cluster: Cluster;
  readonly #pool: BrokerPool;

  constructor(kafka: Kafka) {
    this.#cluster = createCluster(kafka, { metadataMaxAge, allowAutoTopicCreation: false });
    this.#pool = this.#cluster.brokerPool;
    patchMetadataRequests(this.#pool);
  }

  connect(): Promise<void> {
    return this.#cluster.connect();
  }

  /** Pending requests fail. */
  disconnect(): Promise<void> {
    return this.#cluster.disconnect();
  }

  /** The number of brokers, as of the last metadata. */
  get known(): number {
    return Object.keys(this.#pool.brokers).length;
  }

  /** The connection for requests to one broker. Throws what kafkajs throws when it cannot connect. */
  async connectionTo(nodeId: number): Promise<{ broker: Broker; connection: Connection }> {
    const broker = await this.#pool.findBroker({ nodeId });
    return { broker, connection: connectionOf(broker) };
  }

  /** Sends a request to any broker that can be connected to. */
  async requestFromAny<Result>(send: (broker: Broker) => Promise<Result>): Promise<Result> {
    if (Object.keys(this.#pool.brokers).length === 0) await this.#pool.refreshMetadata([]);
    return hedgedRequest(this.#pool, (broker) => destroyOnTimeout(broker, () => send(broker)));
  }

  /** Metadata of these topics, at least one; one attempt for each known broker. */
  async metadata(topics: readonly string[]): Promise<Metadata> {
    for (let remainingTries = Object.keys(this.#pool.brokers).length; ; remainingTries--) {
      try {
        await this.#pool.refreshMetadata(topics);
        return this.#pool.metadata ?? { brokers: [], controllerId: -1, topicMetadata: [] };
      } catch (thrown) {
        if (remainingTries <= 0) throw thrown;
      }
    }
  }
}
