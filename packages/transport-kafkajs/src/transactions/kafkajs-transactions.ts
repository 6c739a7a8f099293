/**
 * The transactions port: requests of our own over kafkajs's connections, one set for all transactional ids. A second
 * `begin` while a transaction of the id is open takes the id over, which fences that transaction at the broker.
 */
import {
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
import { parseOffset } from '../client/offsets.js';
import { transportError } from '../errors.js';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';
import { partitionKey } from '../producing/partition-results.js';
import { retryFor } from './retry-for.js';
import type { OpenTransactionContext, TransactionClients } from './transaction-context.js';
import { isFenced, transactionFailure } from './transaction-failures.js';
import { TransactionalProducer } from './transactional-producer.js';

/** The state of a transactional id in this process. */
interface TransactionalIdState {
  /** The producer, when its last transaction has ended in order and none is open. */
  idle: TransactionalProducer | undefined;
  /** Whether `fence` took it over: then only `fence` may take it again. */
  isTakenByFence: boolean;
  isFenced: boolean;
}

export class KafkajsTransactions implements Transactions {
  readonly #clients: TransactionClients;
  readonly #openContext: () => OpenTransactionContext;
  readonly #states = new Map<string, TransactionalIdState>();
  #context: OpenTransactionContext | undefined;

  /** Nothing is connected before the first request. */
  constructor(clients: TransactionClients, openContext: () => OpenTransactionContext) {
    this.#clients = clients;
    this.#openContext = openContext;
  }

  async fence(transactionalId: string): Promise<void> {
    const state = this.#stateOf(transactionalId);
    state.idle = undefined;
    state.idle = await this.#initProducer(transactionalId, 'fence');
    state.isTakenByFence = true;
    state.isFenced = false;
  }

  async begin(transactionalId: string): Promise<Transaction> {
    const state = this.#stateOf(transactionalId);
    if (state.isFenced && state.isTakenByFence) {
      const reason = 'it was lost before, and has not been taken over again';
      throw transportError('KFW_TRANSACTION_FENCED', { id: transactionalId, step: 'begin', reason });
    }
    const { idle } = state;
    state.idle = undefined;
    const producer = idle ?? (await this.#initProducer(transactionalId, 'begin'));
    state.isFenced = false;
    return new KafkajsTransaction(transactionalId, producer, this.#clients, (isLost) => {
      if (isLost) state.isFenced = true;
      else if (producer.isReusable) state.idle = producer;
    });
  }

  async committedOffsets(group: string, partitions: readonly TopicPartition[]): Promise<readonly CommittedOffset[]> {
    const { coordinators, retry } = this.#open();
    const topics = [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, entries]) => ({
      topic,
      partitions: entries.map(({ partition }) => ({ partition })),
    }));
    try {
      const { responses } = await retryFor(
        () => coordinators.request({ group }, ({ broker }) => broker.offsetFetch({ groupId: group, topics })),
        retry,
      );
      const found = new Map(
        responses.flatMap(({ topic, partitions: of }) =>
          of.map((each) => [partitionKey({ topic, partition: each.partition }), each] as const),
        ),
      );
      return partitions.map(({ topic, partition }) => {
        const { offset = '-1', metadata } = found.get(partitionKey({ topic, partition })) ?? {};
        const parsed = parseOffset(offset);
        return { topic, partition, offset: parsed < 0 ? null : parsed, metadata: metadata ?? '' };
      });
    } catch (thrown) {
      const error = toError(thrown);
      const params = { action: `read the offsets of group ${group}`, reason: this.#clients.reason(error) };
      throw transportError('KFW_ADMIN_FAILED', params, { cause: this.#clients.redaction.error(error) });
    }
  }

  /** Closes all connections; the broker aborts an open transaction. */
  async disconnect(): Promise<void> {
    const context = this.#context;
    this.#context = undefined;
    this.#states.clear();
    await context?.disconnect();
  }

  async #initProducer(id: string, step: 'fence' | 'begin'): Promise<TransactionalProducer> {
    try {
      return await TransactionalProducer.init(id, this.#open());
    } catch (thrown) {
      // A response means that the cluster was reached and rejects the id: the user may not use it, for instance.
      if (protocolErrorOf(toError(thrown)) === undefined) throw this.#clients.connectionFailure(thrown);
      throw transactionFailure(thrown, { id, step }, this.#clients);
    }
  }

  #open(): OpenTransactionContext {
    this.#context ??= this.#openContext();
    return this.#context;
  }

  #stateOf(transactionalId: string): TransactionalIdState {
    const known = this.#states.get(transactionalId);
    if (known !== undefined) return known;
    const state: TransactionalIdState = { idle: undefined, isTakenByFence: false, isFenced: false };
    this.#states.set(transactionalId, state);
    return state;
  }
}

class KafkajsTransaction implements Transaction {
  constructor(
    private readonly id: string,
    private readonly producer: TransactionalProducer,
    private readonly clients: TransactionClients,
    /** `isLost`: a later producer has the id. */
    private readonly ended: (isLost: boolean) => void,
  ) {}

  send(batches: readonly PartitionBatch[]): Promise<readonly PartitionResult[]> {
    return this.#step('send', () => this.producer.send(batches));
  }

  sendOffsets(consumed: ConsumedOffsets): Promise<void> {
    return this.#step('sendOffsets', () => this.producer.sendOffsets(consumed));
  }

  async commit(): Promise<void> {
    let mayBeDone = false;
    await this.#step(
      'commit',
      () =>
        this.producer.end(true, () => {
          mayBeDone = true;
        }),
      () => mayBeDone,
    );
    this.ended(false);
  }

  async abort(): Promise<void> {
    await this.#step('abort', () => this.producer.end(false, () => undefined));
    this.ended(false);
  }

  async #step<T>(step: string, work: () => Promise<T>, mayBeDone: () => boolean = () => false): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      if (isFenced(thrown)) this.ended(true);
      throw this.#failure(thrown, step, mayBeDone());
    }
  }

  #failure(thrown: unknown, step: string, mayBeDone: boolean): KfwError {
    return transactionFailure(thrown, { id: this.id, step, mayBeDone }, this.clients);
  }
}
