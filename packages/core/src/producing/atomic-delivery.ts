/**
 * Sends messages in one transaction, with the offsets of what was consumed: all of it counts, or none. Transactions of
 * one id run one after the other in this process; another process that uses the id fences this one. Nothing is tried
 * again here: whoever lost its place must first find out whether the work is still its own.
 */
import type { DeliveredTo } from '../contracts/responder.js';
import { coreError } from '../errors/core-errors.js';
import { isKfwError, toError } from '../errors/kfw-error.js';
import type { ConsumedOffsets, PartitionResult, Transaction, Transactions } from '../ports/transport.js';
import type { Batch } from './batch.js';
import type { Call } from './call.js';
import { isCommitted, markedOffsets } from './lost-answers.js';
import { PartitionQueue } from './partition-queue.js';
import { failureOf, unsettled } from './unsettled-transaction.js';

export class AtomicDelivery {
  /** The last transaction of each id, while it runs. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(private readonly transactions: Transactions) {}

  /** Sends the entries of a call; rejects as `Deliverer.deliverAtomically` does. */
  deliver(id: string, call: Call, consumed: ConsumedOffsets | undefined): Promise<DeliveredTo[]> {
    return this.#inTurn(id, () => this.#run(id, call, consumed));
  }

  /** Takes the id over, after the transactions of it that run in this process. */
  fence(id: string): Promise<void> {
    return this.#inTurn(id, async () => {
      try {
        await this.transactions.fence(id);
      } catch (thrown) {
        throw failure(id, 'fence', thrown);
      }
    });
  }

  async #inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(id);
    const turn = Promise.allSettled([before]).then(work);
    this.#last.set(id, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(id) === turn) this.#last.delete(id);
    }
  }

  async #run(id: string, call: Call, consumed: ConsumedOffsets | undefined): Promise<DeliveredTo[]> {
    const transaction = await this.transactions.begin(id).catch((thrown) => {
      throw failure(id, 'begin', thrown);
    });
    const marked = consumed && markedOffsets(consumed);
    let delivered: DeliveredTo[] = [];
    let step = 'send';
    try {
      delivered = await send(transaction, call);
      step = 'sendOffsets';
      if (marked !== undefined) await transaction.sendOffsets(marked);
      step = 'commit';
      await transaction.commit();
    } catch (thrown) {
      const failed = failure(id, step, thrown);
      const notAborted = await failureOf(() => transaction.abort());
      if (notAborted === undefined || isKfwError(failed, 'KFW_TRANSACTION_FENCED')) throw failed;
      if (step !== 'commit') throw unsettled({ id, failed, step, isInDoubt: false }, notAborted);
      const settled = { id, failed, notAborted, marked };
      if (!(await isCommitted(this.transactions, settled))) throw failed;
    }
    return delivered;
  }
}

/** In rounds: each holds one batch of a partition, so that none is too large and their order is kept. */
async function send(transaction: Transaction, call: Call): Promise<DeliveredTo[]> {
  const delivered = new Array<DeliveredTo>(call.messages.length);
  const queues = [...Map.groupBy(call.entries, ({ queue }) => queue)].map(([{ topic, place }, entries]) => {
    const own = new PartitionQueue(topic, place.partition);
    for (const entry of entries) own.push(entry);
    return own;
  });
  for (let rest = queues; rest.length > 0; rest = rest.filter(({ hasContent }) => hasContent)) {
    const batches = rest.map((queue) => queue.take());
    const results = await transaction.send(batches);
    batches.forEach((batch, at) => {
      const baseOffset = baseOffsetOf(batch, results[at]);
      batch.entries.forEach(({ place }, position) => {
        const offset = baseOffset < 0 ? baseOffset : baseOffset + position;
        delivered[place] = { ...batch.queue.place, offset: String(offset) };
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

/** What transports say of transactions themselves. */
const inItsWords: ReadonlySet<string> = new Set([
  'KFW_TRANSACTION_FAILED',
  'KFW_TRANSACTION_REFUSED',
  'KFW_TRANSACTION_FENCED',
]);

function failure(id: string, step: string, thrown: unknown): Error {
  if (isKfwError(thrown) && inItsWords.has(thrown.code)) return thrown;
  const cause = toError(thrown);
  return coreError('KFW_TRANSACTION_FAILED', { id, step, reason: cause.message }, { cause });
}
