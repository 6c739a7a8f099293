/**
 * Transactions on kafkajs. One producer per transactional id is kept while its transactions end in order; beginning
 * again while one is open makes a new producer, which fences the old one at the broker.
 */
import {
  type Admin,
  type CommittedOffset,
  type ConsumedOffsets,
  type KfwError,
  type PartitionBatch,
  type PartitionResult,
  type TopicPartition,
  type Transaction,
  type Transactions,
  toError,
} from '@kfw/core';
import type { Transaction as KafkajsTransactionHandle, Producer } from 'kafkajs';
import { type Clients, retry } from '../client/clients.js';
import { protocolErrorOf } from '../client/failures.js';
import { formatOffset } from '../client/offsets.js';
import { transportError } from '../errors.js';
import { explicitPartitioner, toTopicMessages } from './messages.js';
import { accountFor } from './partition-results.js';

type Failure = (step: string, thrown: unknown) => KfwError;

export class KafkajsTransactions implements Transactions {
  readonly #clients: Clients;
  readonly #admin: Pick<Admin, 'groupOffsets'>;
  /** Producers whose last transaction has ended. */
  readonly #idle = new Map<string, Producer>();
  readonly #all = new Set<Producer>();

  constructor(clients: Clients, admin: Pick<Admin, 'groupOffsets'>) {
    this.#clients = clients;
    this.#admin = admin;
  }

  async begin(transactionalId: string): Promise<Transaction> {
    const failure: Failure = (step, thrown) => {
      const error = toError(thrown);
      const params = { id: transactionalId, step, reason: this.#clients.reason(error) };
      return transportError('KFW_TRANSACTION_FAILED', params, { cause: this.#clients.redaction.error(error) });
    };
    const idle = this.#idle.get(transactionalId);
    this.#idle.delete(transactionalId);
    const producer = idle ?? (await this.#connect(transactionalId, failure));
    try {
      const handle = await producer.transaction();
      return new KafkajsTransaction(handle, failure, async (inOrder) => {
        if (inOrder) this.#idle.set(transactionalId, producer);
        else await this.#retire(producer);
      });
    } catch (thrown) {
      throw failure('begin', thrown);
    }
  }

  async fence(transactionalId: string): Promise<void> {
    const idle = this.#idle.get(transactionalId);
    this.#idle.delete(transactionalId);
    if (idle !== undefined) await this.#retire(idle);
    const taken = await this.begin(transactionalId);
    await taken.abort();
  }

  async committedOffsets(group: string, partitions: readonly TopicPartition[]): Promise<readonly CommittedOffset[]> {
    const topics = [...new Set(partitions.map(({ topic }) => topic))];
    const committed = await this.#admin.groupOffsets(group, topics);
    return partitions.map(({ topic, partition }) => {
      const found = committed.find((each) => each.topic === topic && each.partition === partition);
      return { topic, partition, offset: found?.offset ?? null, metadata: '' };
    });
  }

  /** Ends all producers; an open transaction is left for the broker to abort. */
  async disconnect(): Promise<void> {
    const producers = [...this.#all];
    this.#all.clear();
    this.#idle.clear();
    await Promise.all(producers.map((producer) => producer.disconnect()));
  }

  /**
   * kafkajs counts the sequence numbers of a partition only when the whole request went well: after a request of which a
   * part failed, its next messages would be taken for repeats of the aborted ones, and be acknowledged and lost.
   */
  async #retire(producer: Producer): Promise<void> {
    if (this.#all.delete(producer)) await producer.disconnect();
  }

  async #connect(transactionalId: string, failure: Failure): Promise<Producer> {
    const kafka = this.#clients.client(({ log }) => log.message.startsWith('Limiting retries for the idempotent'));
    const producer = kafka.producer({
      createPartitioner: explicitPartitioner,
      allowAutoTopicCreation: false,
      idempotent: true,
      maxInFlightRequests: 1,
      transactionalId,
      retry,
    });
    try {
      await producer.connect();
    } catch (thrown) {
      await producer.disconnect();
      // The cluster was reached, and it is the transactional id that it refuses: it is in use, or not allowed.
      if (protocolErrorOf(toError(thrown)) !== undefined) throw failure('begin', thrown);
      throw this.#clients.connectionFailure(thrown);
    }
    this.#all.add(producer);
    return producer;
  }
}

class KafkajsTransaction implements Transaction {
  readonly #handle: KafkajsTransactionHandle;
  readonly #failure: Failure;
  readonly #ended: (inOrder: boolean) => Promise<void>;
  #inOrder = true;

  constructor(handle: KafkajsTransactionHandle, failure: Failure, ended: (inOrder: boolean) => Promise<void>) {
    this.#handle = handle;
    this.#failure = failure;
    this.#ended = ended;
  }

  async send(batches: readonly PartitionBatch[]): Promise<readonly PartitionResult[]> {
    const answer = await this.#step('send', () =>
      this.#handle.sendBatch({ acks: -1, topicMessages: toTopicMessages(batches) }),
    );
    const results = accountFor(batches, answer);
    for (const result of results) {
      if (result.ok) continue;
      this.#inOrder = false;
      throw this.#failure('send', result.error);
    }
    return results;
  }

  async sendOffsets({ group, offsets }: ConsumedOffsets): Promise<void> {
    const topics = [...Map.groupBy(offsets, ({ topic }) => topic)].map(([topic, entries]) => ({
      topic,
      partitions: entries.map(({ partition, offset }) => ({ partition, offset: formatOffset(offset) })),
    }));
    await this.#step('sendOffsets', () => this.#handle.sendOffsets({ consumerGroupId: group, topics }));
  }

  async commit(): Promise<void> {
    await this.#step('commit', () => this.#handle.commit());
    await this.#ended(this.#inOrder);
  }

  async abort(): Promise<void> {
    try {
      await this.#step('abort', () => this.#handle.abort());
    } finally {
      await this.#ended(this.#inOrder);
    }
  }

  async #step<T>(name: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (thrown) {
      this.#inOrder = false;
      throw this.#failure(name, thrown);
    }
  }
}
