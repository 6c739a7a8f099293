/**
 * Sends to Kafka through kafkajs and accounts for every partition. Batches are sent in one call per leader, so that a
 * broker that fails takes only its own partitions along.
 */
import {
  type Admin,
  type PartitionBatch,
  type PartitionResult,
  type Sink,
  type SinkOptions,
  type TopicFacts,
  type TopicPartition,
  toError,
} from '@kfw/core';
import type { Producer } from 'kafkajs';
import { type Clients, retry } from '../client/clients.js';
import { compressionTypes } from '../client/compression.js';
import { isRetriable, protocolErrorOf } from '../client/failures.js';
import { transportError } from '../errors.js';
import { explicitPartitioner, toTopicMessages } from './messages.js';
import { accountFor, allFailed, partitionKey, unknownOffset } from './partition-results.js';
import { ProducerLease } from './producer-lease.js';
import { TopicMetadata } from './topic-metadata.js';

/** Errors of an idempotent producer that another producer id cures. */
const curedByNewProducer: readonly (string | undefined)[] = [
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
];

/** Errors for which some records of a batch are to blame, and not all of them need be. */
const faultsOfRecords: readonly (string | undefined)[] = [
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
];

export class KafkajsSink implements Sink {
  readonly #clients: Clients;
  readonly #options: SinkOptions;
  readonly #topics: TopicMetadata;
  #lease: ProducerLease | undefined;
  #connecting: Promise<void> | undefined;

  constructor(clients: Clients, admin: Admin, options: SinkOptions) {
    this.#clients = clients;
    this.#options = options;
    this.#topics = new TopicMetadata(admin, options);
  }

  /** Connects once; asked again while it is connected, it changes nothing. */
  connect(): Promise<void> {
    this.#connecting ??= this.#connect().catch((thrown) => {
      this.#connecting = undefined;
      throw thrown;
    });
    return this.#connecting;
  }

  async #connect(): Promise<void> {
    const lease = new ProducerLease(
      () => this.#connectProducer(),
      (thrown) => {
        const detail = { error: this.#clients.reason(toError(thrown)) };
        this.#clients.monitor.publish('transport.warned', {
          message: 'A replaced producer did not disconnect',
          detail,
        });
      },
    );
    await lease.ready();
    this.#lease = lease;
  }

  async disconnect(): Promise<void> {
    // How a connection attempt ended is told to whoever made it.
    await Promise.allSettled([this.#connecting]);
    this.#connecting = undefined;
    const lease = this.#lease;
    this.#lease = undefined;
    await lease?.end();
  }

  topicFacts(topic: string): TopicFacts | Promise<TopicFacts> {
    return this.#topics.facts(topic);
  }

  leaderOf(partition: TopicPartition): number | undefined {
    return this.#topics.leaderOf(partition);
  }

  async send(batches: readonly PartitionBatch[]): Promise<readonly PartitionResult[]> {
    const lease = this.#lease;
    if (lease === undefined) throw transportError('KFW_SINK_NOT_CONNECTED', undefined);
    refuseRepeated(batches);
    await this.#topics.learn(batches);
    const perLeader = [...Map.groupBy(batches, (batch) => this.#groupOf(lease, batch)).values()];
    const results = await Promise.all(perLeader.map((group) => this.#sendToLeader(lease, group)));
    const byBatch = new Map<PartitionBatch, PartitionResult>();
    perLeader.forEach((group, at) => {
      group.forEach((batch, index) => {
        const result = results[at]?.[index];
        if (result !== undefined) byBatch.set(batch, result);
      });
    });
    return batches.flatMap((batch) => byBatch.get(batch) ?? []);
  }

  /**
   * One call of kafkajs must not span brokers: when one of them fails it sends to all of them again, also to those
   * that are still writing, under new sequence numbers. So a batch goes alone when its leader is not certain.
   */
  #groupOf(lease: ProducerLease, batch: PartitionBatch): string {
    const leader = this.#topics.leaderOf(batch);
    return leader === undefined || lease.isUnsettled(batch) ? partitionKey(batch) : `leader ${leader}`;
  }

  async #sendToLeader(lease: ProducerLease, batches: readonly PartitionBatch[]): Promise<readonly PartitionResult[]> {
    const { acks, compression, idempotent, requestTimeoutMs } = this.#options;
    try {
      const answer = await lease.use(batches, (producer) =>
        producer.sendBatch({
          acks,
          timeout: requestTimeoutMs,
          compression: compressionTypes[compression],
          topicMessages: toTopicMessages(batches),
        }),
      );
      return this.#remember(lease, batches, accountFor(batches, answer, acks));
    } catch (thrown) {
      const error = toError(thrown);
      const refusal = protocolErrorOf(error);
      if (idempotent && batches.length === 1 && refusal === 'DUPLICATE_SEQUENCE_NUMBER') return written(batches);
      if (idempotent && curedByNewProducer.includes(refusal)) lease.abandon();
      if (idempotent && batches.length > 1 && refusal !== undefined && !isRetriable(error))
        return this.#sendEach(lease, batches);
      return this.#remember(lease, batches, this.#failed(batches, error));
    }
  }

  /**
   * kafkajs tells one error for a whole answer. Sent one by one, each partition gets its own; what was written the
   * first time is recognised by its sequence numbers, which is why only an idempotent sink may do this.
   */
  async #sendEach(lease: ProducerLease, batches: readonly PartitionBatch[]): Promise<readonly PartitionResult[]> {
    const results: PartitionResult[] = [];
    for (const batch of batches) results.push(...(await this.#sendToLeader(lease, [batch])));
    return results;
  }

  #failed(batches: readonly PartitionBatch[], error: Error): PartitionResult[] {
    const { idempotent } = this.#options;
    return allFailed(batches, {
      reason: this.#clients.reason(error),
      cause: this.#clients.redaction.error(error),
      retriable: isRetriable(error) || (idempotent && curedByNewProducer.includes(protocolErrorOf(error))),
      divisible: faultsOfRecords.includes(protocolErrorOf(error)),
    });
  }

  #remember(
    lease: ProducerLease,
    batches: readonly PartitionBatch[],
    results: readonly PartitionResult[],
  ): readonly PartitionResult[] {
    batches.forEach((batch, at) => {
      const result = results[at];
      if (result?.ok === true) lease.settled(batch);
      else {
        this.#topics.forget(batch.topic);
        if (this.#options.idempotent) lease.unsettled(batch);
      }
    });
    return results;
  }

  async #connectProducer(): Promise<Producer> {
    const { idempotent } = this.#options;
    const kafka = this.#clients.client(({ log }) => log.message.startsWith('Limiting retries for the idempotent'));
    const producer = kafka.producer({
      createPartitioner: explicitPartitioner,
      allowAutoTopicCreation: false,
      idempotent,
      retry: { ...retry, retries: 1 },
    });
    try {
      await producer.connect();
      return producer;
    } catch (thrown) {
      await producer.disconnect();
      throw this.#clients.connectionFailure(thrown);
    }
  }
}

function refuseRepeated(batches: readonly PartitionBatch[]): void {
  const seen = new Set<string>();
  for (const { topic, partition } of batches) {
    const key = partitionKey({ topic, partition });
    if (seen.has(key)) throw transportError('KFW_PARTITION_REPEATED', { topic, partition });
    seen.add(key);
  }
}

/** The broker has these records from an earlier try, too long ago to remember their offset. */
function written(batches: readonly PartitionBatch[]): PartitionResult[] {
  return batches.map(({ topic, partition }) => ({ topic, partition, ok: true, baseOffset: unknownOffset }));
}
