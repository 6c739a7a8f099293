/**
 * Carries out what was decided of a transaction: a marker in each of its partitions, its offsets to their groups, then
 * that it is complete. What has been done is not done again; what fails is tried again every second. After a kill the
 * partitions that still have it open, and the offsets that are still pending, show what is left to do.
 */
import type { Clock, Timer } from '../clock.js';
import type { Marker } from '../protocol/records/marker.js';
import {
  changed,
  isDecided,
  nothingInIt,
  partitionKey,
  type Transaction,
  type TransactionPartition,
} from './transaction.js';
import type { TransactionStore } from './transaction-store.js';

/** Where a transaction ends. All throw what the file system says. */
export interface TransactionEnds {
  /** Writes the marker, unless the partition is gone. */
  mark(partition: TransactionPartition, marker: Marker): void;
  /** Whether the partition has what the producer's transaction has not settled. */
  isOpenIn(partition: TransactionPartition, producerId: number): boolean;
  settle(producerId: number, groups: Iterable<string>, isCommitted: boolean): void;
}

export interface EndingSurroundings {
  readonly clock: Clock;
  readonly store: TransactionStore;
  readonly ends: TransactionEnds;
  readonly onError: (error: unknown) => void;
}

const againAfterMs = 1_000;

export class TransactionEnding {
  readonly #around: EndingSurroundings;
  /** The partitions that have their marker, of transactions whose end has failed in between. */
  readonly #marked = new Map<string, Set<string>>();
  readonly #retries = new Set<Timer>();

  constructor(around: EndingSurroundings) {
    this.#around = around;
  }

  /** Ends it if that was decided; returns how it stands then. */
  complete(transaction: Transaction): Transaction {
    if (!isDecided(transaction)) return transaction;
    try {
      return this.#complete(transaction, transaction.state === 'PrepareCommit');
    } catch (error) {
      this.#around.onError(error);
      this.#tryAgain(transaction.transactionalId);
      return transaction;
    }
  }

  /** As `complete`, after a restart: where nothing is open the marker has been written, and is not written again. */
  recover(transaction: Transaction): Transaction {
    if (!isDecided(transaction)) return transaction;
    const { transactionalId, producerId, partitions } = transaction;
    const done = [...partitions.values()].filter((partition) => !this.#around.ends.isOpenIn(partition, producerId));
    this.#marked.set(transactionalId, new Set(done.map(partitionKey)));
    return this.complete(transaction);
  }

  close(): void {
    for (const timer of this.#retries) timer.cancel();
  }

  #complete(transaction: Transaction, isCommit: boolean): Transaction {
    const { store, ends, clock } = this.#around;
    const { transactionalId, producerId, epoch, partitions, groups } = transaction;
    const marked = this.#marked.get(transactionalId) ?? new Set<string>();
    this.#marked.set(transactionalId, marked);
    for (const [key, partition] of partitions) {
      if (marked.has(key)) continue;
      ends.mark(partition, { producerId, producerEpoch: epoch, isCommit });
      marked.add(key);
    }
    ends.settle(producerId, groups, isCommit);
    const state = isCommit ? 'CompleteCommit' : 'CompleteAbort';
    const complete = changed(transaction, { ...nothingInIt, state, changedAt: clock.now() });
    store.keep(complete);
    this.#marked.delete(transactionalId);
    return complete;
  }

  #tryAgain(transactionalId: string): void {
    const { clock, store } = this.#around;
    const retry = clock.after(againAfterMs, () => {
      this.#retries.delete(retry);
      const transaction = store.find(transactionalId);
      if (transaction !== undefined) this.complete(transaction);
    });
    this.#retries.add(retry);
  }
}
