/**
 * One transactional id, owned by this process: its requests to its coordinator, to the group's, and to the leaders
 * (KIP-98), retried while that may help. kafkajs's own transactions lose track of a coordinator that moves, look it
 * up before every request, and do not support members.
 *
 *   add partitions → produce → add the group → commit its offsets → end
 */
import { type ConsumedOffsets, type PartitionBatch, type PartitionResult, toError } from '@kfw/core';
import { formatOffset } from '../client/offsets.js';
import type { TransactionalProducerFields } from '../kafkajs/internals.js';
import { createErrorFromCode, isRetriable, protocolErrorOf } from '../kafkajs/kafkajs-errors.js';
import { sendRaw } from '../kafkajs/raw-request.js';
import type { Coordinator, CoordinatorOf } from '../metadata/coordinators.js';
import { BatchSender } from '../producing/batch-sender.js';
import { partitionKey } from '../producing/partition-results.js';
import { type LeaderSending, sendToLeaders } from '../producing/send-to-leaders.js';
import { Sequences } from '../producing/sequences.js';
import { retryFor } from './retry-for.js';
import type { TransactionContext } from './transaction-context.js';
import { isFenced } from './transaction-failures.js';
import {
  readTxnOffsetCommitResponse,
  supportsMembers,
  txnOffsetCommitBody,
  txnOffsetCommitKey,
  versionWithMembers,
} from './txn-offset-commit.js';

/** After this the broker aborts an open transaction. */
const transactionTimeout = 60_000;

export class TransactionalProducer {
  readonly #context: TransactionContext;
  readonly #fields: TransactionalProducerFields;
  readonly #leaders: LeaderSending;
  /** The partitions of the current transaction. */
  readonly #partitions = new Set<string>();
  /** Whether the coordinator has begun it: `perhaps` after a request without a response. */
  #isOpen: 'no' | 'perhaps' | 'yes' = 'no';
  #isReusable = true;

  private constructor(context: TransactionContext, fields: TransactionalProducerFields) {
    this.#context = context;
    this.#fields = fields;
    const { transactionalId, producerId, producerEpoch } = fields;
    const id = { producerId: BigInt(producerId), epoch: producerEpoch, isTransactional: true };
    const { brokers, clients, topics } = context;
    const sender = new BatchSender({
      brokers,
      clients,
      transactionalId,
      sink: { acks: -1, requestTimeoutMs: clients.requestTimeoutMs },
      sequences: new Sequences('none', { newerThan: (used) => (used === undefined ? id : rejectSecondId()) }),
      onLeaderMoved: (topic) => topics.leaderMoved(topic),
    });
    this.#leaders = { topics, sender, clients };
  }

  /** Takes the id over: its earlier producer is fenced, and its open transaction has ended when this resolves. */
  static async init(transactionalId: string, context: TransactionContext): Promise<TransactionalProducer> {
    const { producerId, producerEpoch } = await retryFor(
      () =>
        context.coordinators.request({ transactionalId }, ({ broker }) =>
          broker.initProducerId({ transactionalId, transactionTimeout }),
        ),
      context.retry,
    );
    return new TransactionalProducer(context, { transactionalId, producerId, producerEpoch });
  }

  /**
   * Whether another transaction may follow in this epoch. Not after a failure, and not after a request without a
   * response: it may arrive while the next transaction is open, and would count for that one.
   */
  get isReusable(): boolean {
    return this.#isReusable;
  }

  /** Resolves when all batches are written, or throws. */
  async send(batches: readonly PartitionBatch[]): Promise<readonly PartitionResult[]> {
    await this.#addPartitions(batches);
    const results = new Map<PartitionBatch, PartitionResult>();
    let canRetry = true;
    const sendRemaining = async (): Promise<void> => {
      const remaining = batches.filter((batch) => results.get(batch)?.ok !== true);
      const sent = await sendToLeaders(remaining, this.#leaders);
      sent.forEach((result, at) => {
        results.set(remaining[at] as PartitionBatch, result);
      });
      const failed = sent.filter((result) => !result.ok);
      canRetry = failed.every(({ retriable, error }) => retriable && isRepeatable(error));
      if (failed[0] !== undefined) throw failed[0].error;
    };
    await this.#reusableUnlessFailed(() =>
      retryFor(sendRemaining, { ...this.#context.retry, shouldRetry: () => canRetry }),
    );
    return batches.map((batch) => results.get(batch) as PartitionResult);
  }

  async sendOffsets(consumed: ConsumedOffsets): Promise<void> {
    const { group } = consumed;
    const offsets = consumed.offsets.map((each) => ({ ...each, text: formatOffset(each.offset) }));
    await this.#add(({ broker }) => broker.addOffsetsToTxn({ ...this.#fields, groupId: group }));
    const topics = [...Map.groupBy(offsets, ({ topic }) => topic)].map(([topic, entries]) => ({
      topic,
      partitions: entries.map(({ partition, text, metadata = null }) => ({ partition, offset: text, metadata })),
    }));
    await this.#request({ group }, (coordinator) => {
      const { member } = consumed;
      if (member === undefined || !supportsMembers(coordinator.broker))
        return coordinator.broker.txnOffsetCommit({ ...this.#fields, groupId: group, topics });
      return this.#commitAs(member, consumed, coordinator);
    });
  }

  /** Throws the error of the last attempt; `onUnanswered` is called for each attempt without a response. */
  async end(isCommit: boolean, onUnanswered: () => void): Promise<void> {
    const end = ({ broker }: Coordinator) => broker.endTxn({ ...this.#fields, transactionResult: isCommit });
    try {
      if (this.#isOpen !== 'no') await this.#request(this.#fields, end, onUnanswered);
    } catch (thrown) {
      const wasNotOpen = this.#isOpen === 'perhaps' && protocolErrorOf(toError(thrown)) === 'INVALID_TXN_STATE';
      if (isCommit || !wasNotOpen) throw thrown;
    }
    this.#partitions.clear();
    this.#isOpen = 'no';
  }

  async #addPartitions(batches: readonly PartitionBatch[]): Promise<void> {
    const newBatches = batches.filter((batch) => !this.#partitions.has(partitionKey(batch)));
    if (newBatches.length === 0) return;
    const topics = [...Map.groupBy(newBatches, ({ topic }) => topic)].map(([topic, entries]) => ({
      topic,
      partitions: entries.map(({ partition }) => partition),
    }));
    await this.#add(({ broker }) => broker.addPartitionsToTxn({ ...this.#fields, topics }));
    for (const batch of newBatches) this.#partitions.add(partitionKey(batch));
  }

  /** The first partition or group begins the transaction. */
  async #add(add: (coordinator: Coordinator) => Promise<unknown>): Promise<void> {
    await this.#request(this.#fields, add, () => {
      if (this.#isOpen === 'no') this.#isOpen = 'perhaps';
    });
    this.#isOpen = 'yes';
  }

  async #commitAs(
    member: NonNullable<ConsumedOffsets['member']>,
    { group, offsets }: ConsumedOffsets,
    { connection }: Coordinator,
  ): Promise<void> {
    const { transactionalId, producerId, producerEpoch: epoch } = this.#fields;
    const commit = { transactionalId, producerId: BigInt(producerId), epoch, group, offsets, member };
    const response = await sendRaw(connection, {
      apiKey: txnOffsetCommitKey,
      apiName: 'TxnOffsetCommit',
      apiVersion: versionWithMembers,
      isFlexible: true,
      body: [txnOffsetCommitBody(commit)],
      expectsResponse: true,
      timeoutMs: this.#context.coordinatorTimeoutMs,
      onSent: () => undefined,
    });
    const { partitions, throttleMs } = readTxnOffsetCommitResponse(response ?? Buffer.alloc(0));
    connection.requestQueue.maybeThrottle(throttleMs);
    const refused = partitions.find(({ errorCode }) => errorCode !== 0);
    if (refused !== undefined) throw createErrorFromCode(refused.errorCode);
  }

  async #request<Result>(
    of: CoordinatorOf,
    send: (coordinator: Coordinator) => Promise<Result>,
    onUnanswered: () => void = () => undefined,
  ): Promise<Result> {
    const { coordinators, retry } = this.#context;
    const once = async (coordinator: Coordinator): Promise<Result> => {
      try {
        return await send(coordinator);
      } catch (thrown) {
        if (protocolErrorOf(toError(thrown)) === undefined) {
          this.#isReusable = false;
          onUnanswered();
        }
        throw thrown;
      }
    };
    return this.#reusableUnlessFailed(() => retryFor(() => coordinators.request(of, once), retry));
  }

  async #reusableUnlessFailed<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (thrown) {
      this.#isReusable = false;
      throw thrown;
    }
  }
}

/** A broker that rejects the producer id rejects it again: another id is another transaction. */
function isRepeatable(error: Error): boolean {
  return !isFenced(error) && (protocolErrorOf(error) === undefined || isRetriable(error));
}

function rejectSecondId(): never {
  throw new Error('a transaction has one producer id, and what was sent under it cannot be repeated');
}
