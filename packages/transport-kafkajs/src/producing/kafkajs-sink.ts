/**
 * Sends to Kafka by requests of our own over kafkajs's connections, and accounts for every partition. kafkajs's producer
 * loses acknowledged messages when a leader dies, sends to all brokers again when one of them fails, and makes one
 * request per call; its connections, TLS, SASL and metadata are used here, its producer is not.
 *
 *   leaders → one request per leader → a result per partition
 */
import type { PartitionBatch, PartitionResult, Sink, SinkOptions, TopicInfo, TopicPartition } from '@kfw/core';
import { KafkajsAdmin } from '../administering/kafkajs-admin.js';
import type { Clients } from '../client/clients.js';
import type { IsExpected } from '../client/log-events.js';
import { transportError } from '../errors.js';
import { socketFactory, unrefSockets } from '../kafkajs/socket-factory.js';
import { BatchSender } from './batch-sender.js';
import { Brokers } from './brokers.js';
import { KeepAlive } from './keep-alive.js';
import { partitionKey } from './partition-results.js';
import { ProducerIds } from './producer-ids.js';
import { type LeaderParts, sendToLeaders } from './send-to-leaders.js';
import { Sequences } from './sequences.js';
import { readTopicConfig } from './topic-configs.js';
import { TopicMetadata } from './topic-metadata.js';

const defaultMetadataMaxAgeMs = 300_000;

/** What kafkajs logs of answers that are tried again, or that can be done without; what comes of it is told by results. */
const toldOtherwise: IsExpected = ({ log: { message } }) =>
  message.startsWith('Response InitProducerId') || message.startsWith('Response DescribeConfigs');

export class KafkajsSink implements Sink {
  readonly #clients: Clients;
  readonly #brokers: Brokers;
  readonly #topics: TopicMetadata;
  readonly #parts: LeaderParts;
  readonly #keepAlive = new KeepAlive();
  readonly #onTheirWay = new Set<Promise<unknown>>();
  #connected = false;
  #connecting: Promise<void> | undefined;

  constructor(clients: Clients, options: SinkOptions) {
    const { acks, compression, createTopics = false, keepsProcessAlive = true } = options;
    this.#clients = clients;
    const brokers = new Brokers(
      clients.client(toldOtherwise, {
        sockets: keepsProcessAlive ? undefined : unrefSockets(socketFactory()),
        fewRetries: true,
      }),
    );
    this.#brokers = brokers;
    this.#topics = new TopicMetadata({
      maxAgeMs: options.metadataMaxAgeMs ?? defaultMetadataMaxAgeMs,
      metadata: (topics) => brokers.metadata(topics),
      config: (topic) => readTopicConfig(brokers, topic),
      reason: (error) => clients.reason(error),
      onStillOld: (topic, error) => this.#warn(`What is known of topic ${topic} is old`, error),
      ...(createTopics && { create: (topic) => createTopic(clients, topic) }),
    });
    // Without an answer nobody would hear that a sequence number was refused, and with it all that follow.
    const ids = options.idempotent && acks !== 0 ? new ProducerIds(brokers) : undefined;
    const sender = new BatchSender({
      brokers,
      clients,
      sink: options,
      sequences: new Sequences(compression, ids),
      leaderOf: (place) => this.#topics.leaderOf(place),
      onLeaderMoved: (topic) => this.#topics.leaderMoved(topic),
    });
    this.#parts = { topics: this.#topics, sender, clients };
  }

  /** Connects once; asked again while it is connected, it changes nothing. */
  connect(): Promise<void> {
    this.#connecting ??= this.#keepAlive
      .during(() => this.#connect())
      .catch((thrown) => {
        this.#connecting = undefined;
        throw thrown;
      });
    return this.#connecting;
  }

  async #connect(): Promise<void> {
    try {
      await this.#brokers.connect();
      this.#connected = true;
    } catch (thrown) {
      await this.#brokers.disconnect();
      throw this.#clients.connectionFailure(thrown);
    }
  }

  /** Waits for the answers to what is on its way. */
  async disconnect(): Promise<void> {
    // How a connection attempt ended is told to whoever made it.
    await Promise.allSettled([this.#connecting]);
    this.#connecting = undefined;
    this.#connected = false;
    await Promise.allSettled(this.#onTheirWay);
    await this.#brokers.disconnect();
    this.#keepAlive.end();
  }

  topicInfo(topic: string): TopicInfo | Promise<TopicInfo> {
    if (!this.#connected) return Promise.reject(transportError('KFW_SINK_NOT_CONNECTED', undefined));
    const facts = this.#topics.facts(topic);
    return facts instanceof Promise ? this.#tracked(() => facts) : facts;
  }

  leaderOf(partition: TopicPartition): number | undefined {
    return this.#topics.leaderOf(partition);
  }

  send(batches: readonly PartitionBatch[]): Promise<readonly PartitionResult[]> {
    return this.#tracked(() => this.#send(batches));
  }

  async #send(batches: readonly PartitionBatch[]): Promise<readonly PartitionResult[]> {
    if (!this.#connected) throw transportError('KFW_SINK_NOT_CONNECTED', undefined);
    refuseRepeated(batches);
    return sendToLeaders(batches, this.#parts);
  }

  async #tracked<T>(work: () => Promise<T>): Promise<T> {
    const running = this.#keepAlive.during(work);
    this.#onTheirWay.add(running);
    try {
      return await running;
    } finally {
      this.#onTheirWay.delete(running);
    }
  }

  #warn(message: string, error: Error): void {
    this.#clients.monitor.publish('transport.warned', { message, detail: { error: this.#clients.reason(error) } });
  }
}

/** By an admin of its own: its connections would keep the process alive. */
async function createTopic(clients: Clients, topic: string): Promise<void> {
  const admin = new KafkajsAdmin(clients);
  try {
    await admin.createTopics([{ topic }]);
  } finally {
    await admin.disconnect();
  }
}

function refuseRepeated(batches: readonly PartitionBatch[]): void {
  if (batches.length < 2) return;
  const seen = new Set<string>();
  for (const { topic, partition } of batches) {
    const key = partitionKey({ topic, partition });
    if (seen.has(key)) throw transportError('KFW_PARTITION_REPEATED', { topic, partition });
    seen.add(key);
  }
}
