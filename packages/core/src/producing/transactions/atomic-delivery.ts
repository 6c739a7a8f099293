/**
 * Atomic delivery: messages in one transaction, with the offsets of the consumed messages. Transactions of one id run one
 * after the other in this process; another process that uses the id fences this one. Nothing is retried here: a fenced
 * owner must first find out whether the work is still its own.
 */
import type { DeliveredTo } from '../../contracts/responder-contract.js';
import { coreError } from '../../errors/core-errors.js';
import { isKfwError, toError } from '../../errors/kfw-error.js';
import type { Measurements } from '../../measuring/measurements.js';
import type { ConsumedOffsets, PartitionResult, Transaction, Transactions } from '../../ports/transport.js';
import type { Batch } from '../buffer/partition-queue.js';
import { PartitionQueue } from '../buffer/partition-queue.js';
import type { Call } from '../call/call.js';
import { isCommitted, taggedOffsets } from './resolve-commit.js';
import { TransactionMeters } from './transaction-meters.js';
import { failureOf, unresolvedError } from './unresolved-transaction.js';

interface Run {
  readonly id: string;
  readonly call: Call;
  readonly consumed: ConsumedOffsets | undefined;
}

export class AtomicDelivery {
  /** The last transaction of each id, while it runs. */
  readonly #last = new Map<string, Promise<unknown>>();

  readonly #meters: TransactionMeters;

  constructor(
    private readonly transactions: Transactions,
    measurements: Measurements,
  ) {
    this.#meters = new TransactionMeters(measurements);
  }

  /** Sends the messages of a call; rejects as `Deliverer.deliverAtomically` does. */
  deliver(id: string, call: Call, consumed: ConsumedOffsets | undefined): Promise<DeliveredTo[]> {
    return this.#afterPrevious(id, () => this.#run(id, call, consumed));
  }

  /** Fences earlier owners of the id, after its transactions in this process. */
  fence(id: string): Promise<void> {
    return this.#afterPrevious(id, async () => {
      try {
        await this.transactions.fence(id);
      } catch (thrown) {
        throw failure(id, 'fence', thrown);
      }
    });
  }

  async #afterPrevious<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(id);
    const running = Promise.allSettled([before]).then(work);
    this.#last.set(id, running);
    try {
      return await running;
    } finally {
      if (this.#last.get(id) === running) this.#last.delete(id);
    }
  }

  async #run(id: string, call: Call, consumed: ConsumedOffsets | undefined): Promise<DeliveredTo[]> {
    try {
      const transaction = await this.transactions.begin(id).catch((thrown) => {
        throw failure(id, 'begin', thrown);
      });
      return await this.#runBegun(transaction, { id, call, consumed });
    } catch (thrown) {
      this.#meters.undelivered(call, toError(thrown));
      throw thrown;
    }
  }

  async #runBegun(transaction: Transaction, run: Run): Promise<DeliveredTo[]> {
    const batches: Batch[] = [];
    try {
      const delivered = await this.#sendAndCommit(transaction, run, batches);
      this.#meters.committed(batches);
      return delivered;
    } catch (thrown) {
      this.#meters.failed(toError(thrown));
      throw thrown;
    }
  }

  /** Adds what it sends to `sent`. */
  async #sendAndCommit(transaction: Transaction, { id, call, consumed }: Run, sent: Batch[]): Promise<DeliveredTo[]> {
    const tagged = consumed && taggedOffsets(consumed);
    let delivered: DeliveredTo[] = [];
    let step = 'send';
    try {
      delivered = await send(transaction, call, sent);
      step = 'sendOffsets';
      if (tagged !== undefined) await transaction.sendOffsets(tagged);
      step = 'commit';
      await transaction.commit();
    } catch (thrown) {
      const failed = failure(id, step, thrown);
      const notAborted = await failureOf(() => transaction.abort());
      if (notAborted === undefined || isKfwError(failed, 'KFW_TRANSACTION_FENCED')) throw failed;
      if (step !== 'commit') throw unresolvedError({ id, failed, step, isInDoubt: false }, notAborted);
      const unconfirmed = { id, failed, notAborted, tagged };
      if (!(await isCommitted(this.transactions, unconfirmed))) throw failed;
    }
    return delivered;
  }
}

/** In rounds of one batch per partition, so that no batch is too large and their order is kept. Adds the batches to `sent`. */
async function send(transaction: Transaction, call: Call, sent: Batch[]): Promise<DeliveredTo[]> {
  const delivered = new Array<DeliveredTo>(call.messages.length);
  const queues = [...Map.groupBy(call.bufferedMessages, ({ queue }) => queue)].map(
    ([{ topic, topicPartition }, messages]) => {
      const own = new PartitionQueue(topic, topicPartition.partition);
      for (const message of messages) own.push(message);
      return own;
    },
  );
  for (let remaining = queues; remaining.length > 0; remaining = remaining.filter(({ hasContent }) => hasContent)) {
    const now = performance.now();
    const batches = remaining.map((queue) => queue.take(now));
    sent.push(...batches);
    const results = await transaction.send(batches);
    batches.forEach((batch, at) => {
      const baseOffset = baseOffsetOf(batch, results[at]);
      batch.messages.forEach(({ index }, position) => {
        const offset = baseOffset < 0 ? baseOffset : baseOffset + position;
        delivered[index] = { ...batch.queue.topicPartition, offset: String(offset) };
      });
    });
  }
  return delivered;
}

function baseOffsetOf({ topic, partition }: Batch, result: PartitionResult | undefined): number {
  if (result?.topic !== topic || result.partition !== partition) {
    throw coreError('KFW_DELIVERY_UNANSWERED', { topic, partition });
  }
  if (!result.ok) throw result.error;
  return result.baseOffset;
}

/** The codes of transaction errors that transports throw. */
const transactionCodes: ReadonlySet<string> = new Set([
  'KFW_TRANSACTION_FAILED',
  'KFW_TRANSACTION_REFUSED',
  'KFW_TRANSACTION_FENCED',
]);

function failure(id: string, step: string, thrown: unknown): Error {
  if (isKfwError(thrown) && transactionCodes.has(thrown.code)) return thrown;
  const cause = toError(thrown);
  return coreError('KFW_TRANSACTION_FAILED', { id, step, reason: cause.message }, { cause });
}
