/**
 * The transactions that a pass meets on its way through a log: batches of aborted ones go, and a marker may go once no
 * batch of its transaction was met. As Kafka's CleanedTransactionMetadata.
 */
import { type BatchHeader, isTransactional } from '../../protocol/records/record-batch.js';
import type { AbortedTransaction } from '../log-transactions.js';

interface Aborted {
  readonly transaction: AbortedTransaction;
  hasBatch: boolean;
}

export class CleanedTransactions {
  /** That have a batch here; the one that begins first is the last. */
  readonly #upcoming: AbortedTransaction[];
  readonly #aborted = new Map<number, Aborted>();
  readonly #committed = new Set<number>();
  #remaining: AbortedTransaction[] = [];

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#upcoming = aborted.toSorted((one, other) => other.firstOffset - one.firstOffset);
  }

  /** Whether a batch of records is one of an aborted transaction. */
  isAborted(batch: BatchHeader): boolean {
    this.#begin(batch);
    if (!isTransactional(batch.attributes)) return false;
    const aborted = this.#aborted.get(batch.producerId);
    if (aborted === undefined) this.#committed.add(batch.producerId);
    else aborted.hasBatch = true;
    return aborted !== undefined;
  }

  /** Whether nothing is left of the transaction that a marker ends; an empty control batch says nothing any more. */
  isOver(batch: BatchHeader, marker: 'commit' | 'abort' | undefined): boolean {
    this.#begin(batch);
    const { producerId } = batch;
    if (marker === undefined) return batch.count === 0;
    if (marker === 'commit') return !this.#committed.delete(producerId);
    const aborted = this.#aborted.get(producerId);
    this.#aborted.delete(producerId);
    if (!aborted?.hasBatch) return true;
    this.#remaining.push(aborted.transaction);
    return false;
  }

  /** The aborted transactions that ended with a batch since this was last asked: readers must still be told of them. */
  takeRemaining(): readonly AbortedTransaction[] {
    const left = this.#remaining;
    this.#remaining = [];
    return left;
  }

  #begin({ baseOffset, lastOffsetDelta }: BatchHeader): void {
    for (let next = this.#upcoming.at(-1); next !== undefined; next = this.#upcoming.at(-1)) {
      if (next.firstOffset > baseOffset + lastOffsetDelta) return;
      this.#upcoming.pop();
      if (!this.#aborted.has(next.producerId))
        this.#aborted.set(next.producerId, { transaction: next, hasBatch: false });
    }
  }
}
