/**
 * The brokers of one sink: kafkajs's connections and metadata, mended and asked around, since a sender must not lose sight
 * of a partition.
 */
import type { Kafka } from 'kafkajs';
import { createCluster } from './create-cluster.js';
import { hedgedRequest, patchMetadataRequests } from './hedged-request.js';
import type { Broker, BrokerPool, Connection, Metadata } from './internals.js';
import { connectionOf, destroyOnTimeout } from './patch-broker-pool.js';

/** kafkajs asks for metadata when it is told to; how old it is, is the sink's affair. */
const metadataMaxAge = 0;

export class Brokers {
  readonly #cluster: { connect(): Promise<void>; disconnect(): Promise<void> };
  readonly #pool: BrokerPool;

  constructor(kafka: Kafka) {
    const cluster = createCluster(kafka, { metadataMaxAge, allowAutoTopicCreation: false });
    this.#cluster = cluster;
    this.#pool = cluster.brokerPool as unknown as BrokerPool;
    patchMetadataRequests(this.#pool);
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
  async requestFromAny<Result>(requestFromAny: (broker: Broker) => Promise<Result>): Promise<Result> {
    if (Object.keys(this.#pool.brokers).length === 0) await this.#pool.refreshMetadata([]);
    return hedgedRequest(this.#pool, (broker) => destroyOnTimeout(broker, () => requestFromAny(broker)));
  }

  /** Metadata of these topics, at least one; of each known broker one try. */
  async metadata(topics: readonly string[]): Promise<Metadata> {
    for (let remainingTries = Object.keys(this.#pool.brokers).length; ; remainingTries--) {
      try {
        await this.#pool.refreshMetadata(topics);
        return this.#pool.metadata ?? { topicMetadata: [] };
      } catch (thrown) {
        if (remainingTries <= 0) throw thrown;
      }
    }
  }
}
