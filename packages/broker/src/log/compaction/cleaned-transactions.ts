/**
 * The transactions that a compaction pass meets: batches of aborted ones are removed, and a marker may be removed when
 * its transaction has no batch left. As Kafka's CleanedTransactionMetadata.
 */
import { type BatchHeader, isTransactional } from '../../protocol/records/record-batch.js';
import type { AbortedTransaction } from '../log-transactions.js';

interface Aborted {
  readonly transaction: AbortedTransaction;
  hasBatch: boolean;
}

export class CleanedTransactions {
  /** Transactions that have a batch in the range; the one that begins first is the last element. */
  readonly #upcoming: AbortedTransaction[];
  readonly #aborted = new Map<number, Aborted>();
  readonly #committed = new Set<number>();
  #remaining: AbortedTransaction[] = [];

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#upcoming = aborted.toSorted((one, other) => other.firstOffset - one.firstOffset);
  }

  /** Whether a batch of records belongs to an aborted transaction. */
  isAborted(batch: BatchHeader): boolean {
    this.#begin(batch);
    if (!isTransactional(batch.attributes)) return false;
    const aborted = this.#aborted.get(batch.producerId);
    if (aborted === undefined) this.#committed.add(batch.producerId);
    else aborted.hasBatch = true;
    return aborted !== undefined;
  }

  /** Whether the transaction that a marker ends has no batch left; an empty control batch has no meaning any more. */
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

  /** The aborted transactions that ended with a batch since the last call: readers still need to know them. */
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
