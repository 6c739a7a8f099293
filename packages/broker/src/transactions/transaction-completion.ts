/**
 * Completes a transaction whose end is decided: a marker in each of its partitions, its offsets to their groups, then
 * the state complete. Steps that are done are not repeated; a failure is retried every second. After a kill, the
 * partitions in which the transaction is still open and the offsets that are still pending show what is left to do.
 */
import type { Clock, Timer } from '../clock.js';
import type { Marker } from '../protocol/records/marker.js';
import {
  changed,
  isPrepared,
  noParticipants,
  partitionKey,
  type Transaction,
  type TransactionPartition,
} from './transaction.js';
import type { TransactionStore } from './transaction-store.js';

/** The participants of a transaction. All methods throw errors of the file system. */
export interface TransactionParticipants {
  /** Writes the marker, unless the partition was deleted. */
  writeMarker(partition: TransactionPartition, marker: Marker): void;
  /** Whether the producer's transaction is open in the partition. */
  isOpenIn(partition: TransactionPartition, producerId: number): boolean;
  completeOffsets(producerId: number, groups: Iterable<string>, isCommitted: boolean): void;
}

export interface CompletionDependencies {
  readonly clock: Clock;
  readonly store: TransactionStore;
  readonly participants: TransactionParticipants;
  readonly onError: (error: unknown) => void;
}

const retryAfterMs = 1_000;

export class TransactionCompletion {
  readonly #deps: CompletionDependencies;
  /** The partitions that have their marker, of transactions whose end failed halfway. */
  readonly #marked = new Map<string, Set<string>>();
  readonly #retries = new Set<Timer>();

  constructor(deps: CompletionDependencies) {
    this.#deps = deps;
  }

  /** Completes the transaction if its end is decided; returns its state afterwards. */
  complete(transaction: Transaction): Transaction {
    if (!isPrepared(transaction)) return transaction;
    try {
      return this.#complete(transaction, transaction.state === 'PrepareCommit');
    } catch (error) {
      this.#deps.onError(error);
      this.#retry(transaction.transactionalId);
      return transaction;
    }
  }

  /**
   * The same after a restart: in a partition where the transaction is not open, the marker exists and is not written
   * again.
   */
  recover(transaction: Transaction): Transaction {
    if (!isPrepared(transaction)) return transaction;
    const { transactionalId, producerId, partitions } = transaction;
    const done = [...partitions.values()].filter(
      (partition) => !this.#deps.participants.isOpenIn(partition, producerId),
    );
    this.#marked.set(transactionalId, new Set(done.map(partitionKey)));
    return this.complete(transaction);
  }

  close(): void {
    for (const timer of this.#retries) timer.cancel();
  }

  #complete(transaction: Transaction, isCommit: boolean): Transaction {
    const { store, participants, clock } = this.#deps;
    const { transactionalId, producerId, epoch, partitions, groups } = transaction;
    const marked = this.#marked.get(transactionalId) ?? new Set<string>();
    this.#marked.set(transactionalId, marked);
    for (const [key, partition] of partitions) {
      if (marked.has(key)) continue;
      participants.writeMarker(partition, { producerId, producerEpoch: epoch, isCommit });
      marked.add(key);
    }
    participants.completeOffsets(producerId, groups, isCommit);
    const state = isCommit ? 'CompleteCommit' : 'CompleteAbort';
    const complete = changed(transaction, { ...noParticipants, state, changedAt: clock.now() });
    store.save(complete);
    this.#marked.delete(transactionalId);
    return complete;
  }

  #retry(transactionalId: string): void {
    const { clock, store } = this.#deps;
    const retry = clock.after(retryAfterMs, () => {
      this.#retries.delete(retry);
      const transaction = store.find(transactionalId);
      if (transaction !== undefined) this.complete(transaction);
    });
    this.#retries.add(retry);
  }
}
