/**
 * The durable transactions, by transactional id. Everything is in memory; with a journal it is written there first, so
 * that no acknowledged decision is lost by a restart.
 */
import type { Journal } from '../journal/journal.js';
import type { Transaction } from './transaction.js';
import type { TransactionChange } from './transaction-change.js';

/** Events of a store that no request causes. */
export interface TransactionStoreListener {
  /** This many bytes of an incomplete entry were truncated when the store was opened. */
  onTruncated(bytes: number): void;
  /** The journal could not be rewritten; it keeps growing and nothing is lost. */
  onRewriteFailed(error: unknown): void;
}

export class TransactionStore {
  readonly #transactions = new Map<string, Transaction>();

  private constructor(
    private readonly journal?: Journal<TransactionChange>,
    private readonly listener?: TransactionStoreListener,
  ) {}

  /** Lost with the process. */
  static inMemory(): TransactionStore {
    return new TransactionStore();
  }

  /** With everything that the journal holds. */
  static open(journal: Journal<TransactionChange>, listener: TransactionStoreListener): TransactionStore {
    const store = new TransactionStore(journal, listener);
    const { changes, tornBytes } = journal.read();
    for (const change of changes) store.#apply(change);
    journal.rewrite(store.#snapshot());
    if (tornBytes > 0) listener.onTruncated(tornBytes);
    return store;
  }

  get size(): number {
    return this.#transactions.size;
  }

  find(transactionalId: string): Transaction | undefined {
    return this.#transactions.get(transactionalId);
  }

  all(): Iterable<Transaction> {
    return this.#transactions.values();
  }

  /** Throws an error of the file system, and has then changed nothing. */
  save(transaction: Transaction): void {
    this.#change([{ kind: 'keep', transaction }]);
  }

  forget(transactionalIds: readonly string[]): void {
    if (transactionalIds.length === 0) return;
    this.#change(transactionalIds.map((transactionalId) => ({ kind: 'forget', transactionalId })));
  }

  close(): void {
    this.journal?.close();
  }

  #change(changes: readonly TransactionChange[]): void {
    this.journal?.append(changes);
    for (const change of changes) this.#apply(change);
    if (this.journal?.isOvergrown !== true) return;
    try {
      this.journal.rewrite(this.#snapshot());
    } catch (error) {
      // The changes that made the rewrite due are stored already, so its failure is not an error of any request.
      this.listener?.onRewriteFailed(error);
    }
  }

  #apply(change: TransactionChange): void {
    if (change.kind === 'keep') this.#transactions.set(change.transaction.transactionalId, change.transaction);
    else this.#transactions.delete(change.transactionalId);
  }

  #snapshot(): TransactionChange[] {
    return [...this.#transactions.values()].map((transaction) => ({ kind: 'keep', transaction }));
  }
}
