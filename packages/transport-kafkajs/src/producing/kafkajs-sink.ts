/**
 * The sink port: produce requests of our own over kafkajs's connections, with a result for every partition. kafkajs's
 * producer loses acknowledged messages when a leader dies, sends to all brokers again when one of them fails, and
 * makes one request per call. Its connections, TLS, SASL and metadata are used here, its producer is not.
 *
 *   leaders → one request per leader → a result per partition
 */
import type { PartitionBatch, PartitionResult, Sink, SinkOptions, TopicInfo, TopicPartition } from '@kfw/core';
import { KafkajsAdmin } from '../administering/kafkajs-admin.js';
import type { Clients } from '../client/clients.js';
import { isExpectedOfSink } from '../client/expected-logs.js';
import { transportError } from '../errors.js';
import { Brokers } from '../kafkajs/brokers.js';
import { socketFactory, unrefSockets } from '../kafkajs/socket-factory.js';
import { readTopicConfig } from '../metadata/topic-configs.js';
import { TopicMetadata } from '../metadata/topic-metadata.js';
import { batchHeaderBytes } from '../record-batch/encode-batch.js';
import { deltaBytes, loneRecordSize } from '../record-batch/record-sizes.js';
import { BatchSender } from './batch-sender.js';
import { partitionKey } from './partition-results.js';
import { ProcessRef } from './process-ref.js';
import { ProducerIds } from './producer-ids.js';
import { type LeaderSending, sendToLeaders } from './send-to-leaders.js';
import { Sequences } from './sequences.js';

const defaultMetadataMaxAgeMs = 300_000;

export class KafkajsSink implements Sink {
  readonly sizeOf = loneRecordSize;
  readonly batchOverhead = { batchBytes: batchHeaderBytes, recordBytes: deltaBytes };
  readonly #clients: Clients;
  readonly #brokers: Brokers;
  readonly #topics: TopicMetadata;
  readonly #sending: LeaderSending;
  readonly #processRef = new ProcessRef();
  readonly #pending = new Set<Promise<unknown>>();
  #connected = false;
  #connecting: Promise<void> | undefined;

  constructor(clients: Clients, options: SinkOptions) {
    const { acks, compression, createTopics = false, keepsProcessAlive = true } = options;
    this.#clients = clients;
    const brokers = new Brokers(
      clients.client(isExpectedOfSink, {
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
      onRefreshFailed: (topic, error) => this.#warn(`The metadata of topic ${topic} is out of date`, error),
      ...(createTopics && { create: (topic) => createTopic(clients, topic) }),
    });
    // Without a response a rejected sequence number would go unnoticed, and with it all later ones.
    const ids = options.idempotent && acks !== 0 ? new ProducerIds(brokers) : undefined;
    const sender = new BatchSender({
      brokers,
      clients,
      sink: options,
      sequences: new Sequences(compression, ids),
      leaderOf: (topicPartition) => this.#topics.leaderOf(topicPartition),
      onLeaderMoved: (topic) => this.#topics.leaderMoved(topic),
    });
    this.#sending = { topics: this.#topics, sender, clients };
  }

  /** Connects once; a call while it is connected changes nothing. */
  connect(): Promise<void> {
    this.#connecting ??= this.#processRef
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

  /** Waits for the responses to pending requests. */
  async disconnect(): Promise<void> {
    // Its caller receives the outcome of a connection attempt.
    await Promise.allSettled([this.#connecting]);
    this.#connecting = undefined;
    this.#connected = false;
    await Promise.allSettled(this.#pending);
    await this.#brokers.disconnect();
    this.#processRef.end();
  }

  topicInfo(topic: string): TopicInfo | Promise<TopicInfo> {
    if (!this.#connected) return Promise.reject(transportError('KFW_SINK_NOT_CONNECTED', undefined));
    const info = this.#topics.info(topic);
    return info instanceof Promise ? this.#tracked(() => info) : info;
  }

  leaderOf(partition: TopicPartition): number | undefined {
    return this.#topics.leaderOf(partition);
  }

  send(batches: readonly PartitionBatch[]): Promise<readonly PartitionResult[]> {
    return this.#tracked(() => this.#send(batches));
  }

  async #send(batches: readonly PartitionBatch[]): Promise<readonly PartitionResult[]> {
    if (!this.#connected) throw transportError('KFW_SINK_NOT_CONNECTED', undefined);
    rejectDuplicates(batches);
    return sendToLeaders(batches, this.#sending);
  }

  async #tracked<T>(work: () => Promise<T>): Promise<T> {
    const running = this.#processRef.during(work);
    this.#pending.add(running);
    try {
      return await running;
    } finally {
      this.#pending.delete(running);
    }
  }

  #warn(message: string, error: Error): void {
    this.#clients.monitor.publish('transport.warned', { message, detail: { error: this.#clients.reason(error) } });
  }
}

/** With a separate admin, because its connections keep the process alive. */
async function createTopic(clients: Clients, topic: string): Promise<void> {
  const admin = new KafkajsAdmin(clients);
  try {
    await admin.createTopics([{ topic }]);
  } finally {
    await admin.disconnect();
  }
}

function rejectDuplicates(batches: readonly PartitionBatch[]): void {
  if (batches.length < 2) return;
  const seen = new Set<string>();
  for (const { topic, partition } of batches) {
    const key = partitionKey({ topic, partition });
    if (seen.has(key)) throw transportError('KFW_PARTITION_REPEATED', { topic, partition });
    seen.add(key);
  }
}
