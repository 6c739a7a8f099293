/**
 * The transaction coordinator (KIP-98), as Kafka's TransactionCoordinator: the producer of each transactional id, the
 * participants of its transaction, and its end. A single node coordinates every id, so an end is written to all
 * partitions and groups before the response. Only if that fails, for instance on a full disk, `TransactionCompletion`
 * retries, and until then all other requests for the id get CONCURRENT_TRANSACTIONS. A decision is stored before it is
 * carried out: an acknowledged one survives a kill.
 */
import type { Clock, Timer } from '../clock.js';
import type { ErrorName } from '../protocol/error-codes.js';
import { matchesProducer, nextProducer } from './next-producer.js';
import {
  changed,
  isPrepared,
  noParticipants,
  type ProducerIdentity,
  partitionKey,
  type Transaction,
  type TransactionPartition,
} from './transaction.js';
import { TransactionCompletion, type TransactionParticipants } from './transaction-completion.js';
import type { TransactionOptions } from './transaction-options.js';
import type { TransactionStore } from './transaction-store.js';
import { TransactionTimeouts } from './transaction-timeouts.js';

export interface TransactionCoordinatorDependencies {
  readonly clock: Clock;
  readonly options: TransactionOptions;
  /** Owned by the caller: `close` leaves it open. */
  readonly store: TransactionStore;
  readonly nextProducerId: () => number;
  readonly participants: TransactionParticipants;
  /** Called for each transaction that is aborted by its timeout. */
  readonly onTimedOut: (transaction: Transaction) => void;
  /** Receives errors of the file system. */
  readonly onError: (error: unknown) => void;
}

/** The producer that sends a request. */
export interface TransactionalProducer extends ProducerIdentity {
  readonly transactionalId: string;
}

/** Both numbers are -1 with an error. */
export interface InitProducerResult extends ProducerIdentity {
  readonly error: ErrorName;
}

/** Kafka's `transaction.remove.expired.transaction.cleanup.interval.ms`. */
const expiryEveryMs = 3_600_000;

const noProducer = (error: ErrorName): InitProducerResult => ({ error, producerId: -1, epoch: -1 });

export class TransactionCoordinator {
  readonly #deps: TransactionCoordinatorDependencies;
  readonly #completion: TransactionCompletion;
  readonly #timeouts: TransactionTimeouts;
  #nextExpiry: Timer | undefined;

  /** Completes what was decided before, and continues with open transactions. */
  constructor(deps: TransactionCoordinatorDependencies) {
    this.#deps = deps;
    this.#completion = new TransactionCompletion(deps);
    this.#timeouts = new TransactionTimeouts(deps.clock, (id) => this.#timeOut(id));
    for (const transaction of [...deps.store.all()]) {
      this.#completion.recover(transaction);
      if (transaction.state === 'Ongoing') this.#timeouts.start(transaction);
    }
    this.#scheduleExpiry();
  }

  /**
   * Gives the producer id of a transactional id in a new epoch, which fences the previous producer and aborts its open
   * transaction. `expected` is a producer that continues with its id, unless it was fenced.
   */
  begin(transactionalId: string, timeoutMs: number, expected?: ProducerIdentity): InitProducerResult {
    const { clock, options, store, nextProducerId } = this.#deps;
    if (timeoutMs <= 0 || timeoutMs > options.transactionMaxTimeoutMs) return noProducer('INVALID_TRANSACTION_TIMEOUT');
    return this.#guarded(noProducer, () => {
      let known = store.find(transactionalId);
      if (known === undefined) return this.#beginFirst(transactionalId, timeoutMs);
      if (expected !== undefined && !matchesProducer(known, expected)) return noProducer('PRODUCER_FENCED');
      // Whatever the epoch of the requester, as in Kafka: a fenced producer also ends the transaction of its successor.
      if (known.state === 'Ongoing') known = this.#fence(known);
      if (isPrepared(known)) return noProducer('CONCURRENT_TRANSACTIONS');
      const producer = nextProducer(known, expected, nextProducerId);
      if (producer === undefined) return noProducer('PRODUCER_FENCED');
      return this.#saveAndReturn(changed(known, { ...producer, timeoutMs, state: 'Empty', changedAt: clock.now() }));
    });
  }

  /** Adds existing partitions to the transaction. */
  addPartitions(producer: TransactionalProducer, partitions: readonly TransactionPartition[]): ErrorName {
    return this.#add(producer, (transaction) => {
      const known = transaction.partitions;
      const added = partitions.filter((partition) => !known.has(partitionKey(partition)));
      if (added.length === 0) return {};
      return { partitions: new Map([...known, ...added.map((one) => [partitionKey(one), one] as const)]) };
    });
  }

  /** Adds a group to the transaction: its offsets may be committed. */
  addGroup(producer: TransactionalProducer, group: string): ErrorName {
    return this.#add(producer, ({ groups }) => (groups.has(group) ? {} : { groups: new Set([...groups, group]) }));
  }

  /** Commits or aborts. Repeating the same end returns NONE again. */
  end(producer: TransactionalProducer, isCommit: boolean): ErrorName {
    return this.#guarded<ErrorName>(asIs, () => {
      const transaction = this.#find(producer);
      if (typeof transaction === 'string') return transaction;
      const { state } = transaction;
      if (state === 'Ongoing') {
        this.#prepare(transaction, isCommit, {});
        return 'NONE';
      }
      if (state === (isCommit ? 'CompleteCommit' : 'CompleteAbort')) return 'NONE';
      return state === (isCommit ? 'PrepareCommit' : 'PrepareAbort') ? 'CONCURRENT_TRANSACTIONS' : 'INVALID_TXN_STATE';
    });
  }

  /** Whether the producer may write to the partition within its transaction. */
  mayProduce(producer: TransactionalProducer, partition: Omit<TransactionPartition, 'topic'>): ErrorName {
    return this.#mayParticipate(producer, ({ partitions }) => partitions.has(partitionKey(partition)));
  }

  /** Whether the producer may commit offsets of the group within its transaction. */
  mayCommitFor(producer: TransactionalProducer, group: string): ErrorName {
    return this.#mayParticipate(producer, ({ groups }) => groups.has(group));
  }

  /** Cancels every timer. Open transactions stay open, for the next coordinator of the same store. */
  close(): void {
    this.#nextExpiry?.cancel();
    this.#timeouts.close();
    this.#completion.close();
  }

  #find({ transactionalId, producerId, epoch }: TransactionalProducer): Transaction | ErrorName {
    if (transactionalId === '') return 'INVALID_REQUEST';
    const transaction = this.#deps.store.find(transactionalId);
    if (transaction === undefined || transaction.producerId !== producerId) return 'INVALID_PRODUCER_ID_MAPPING';
    return transaction.epoch === epoch ? transaction : 'INVALID_PRODUCER_EPOCH';
  }

  #mayParticipate(producer: TransactionalProducer, participates: (transaction: Transaction) => boolean): ErrorName {
    const transaction = this.#find(producer);
    if (typeof transaction === 'string') return transaction;
    if (isPrepared(transaction)) return 'CONCURRENT_TRANSACTIONS';
    return transaction.state === 'Ongoing' && participates(transaction) ? 'NONE' : 'INVALID_TXN_STATE';
  }

  #add(producer: TransactionalProducer, addition: (known: Transaction) => Partial<Transaction>): ErrorName {
    return this.#guarded<ErrorName>(asIs, () => {
      const transaction = this.#find(producer);
      if (typeof transaction === 'string') return transaction;
      if (isPrepared(transaction)) return 'CONCURRENT_TRANSACTIONS';
      const added = addition(transaction);
      const isNew = transaction.state !== 'Ongoing';
      if (!isNew && Object.keys(added).length === 0) return 'NONE';
      const now = this.#deps.clock.now();
      const startedAt = isNew ? now : transaction.startedAt;
      const ongoing = changed(transaction, { ...added, state: 'Ongoing', startedAt, changedAt: now });
      this.#deps.store.save(ongoing);
      if (isNew) this.#timeouts.start(ongoing);
      return 'NONE';
    });
  }

  #beginFirst(transactionalId: string, timeoutMs: number): InitProducerResult {
    const { clock, options, store, nextProducerId } = this.#deps;
    if (store.size >= options.maxTransactionalIds) return noProducer('POLICY_VIOLATION');
    const producer = { producerId: nextProducerId(), epoch: 0, previous: undefined };
    const times = { timeoutMs, startedAt: -1, changedAt: clock.now() };
    return this.#saveAndReturn({ ...noParticipants, ...producer, ...times, transactionalId, state: 'Empty' });
  }

  #saveAndReturn(transaction: Transaction): InitProducerResult {
    this.#deps.store.save(transaction);
    return { error: 'NONE', producerId: transaction.producerId, epoch: transaction.epoch };
  }

  /** Aborts in a new epoch, so that the previous producer is fenced. */
  #fence(transaction: Transaction): Transaction {
    const { producerId, epoch } = transaction;
    return this.#prepare(transaction, false, { epoch: epoch + 1, previous: { producerId, epoch } });
  }

  #prepare(transaction: Transaction, isCommit: boolean, fence: Partial<Transaction>): Transaction {
    const state = isCommit ? 'PrepareCommit' : 'PrepareAbort';
    const decided = changed(transaction, { ...fence, state, changedAt: this.#deps.clock.now() });
    this.#deps.store.save(decided);
    this.#timeouts.stop(transaction.transactionalId);
    return this.#completion.complete(decided);
  }

  #timeOut(transactionalId: string): void {
    const transaction = this.#deps.store.find(transactionalId);
    if (transaction?.state !== 'Ongoing') return;
    try {
      this.#fence(transaction);
      this.#deps.onTimedOut(transaction);
    } catch (error) {
      this.#deps.onError(error);
      this.#timeouts.retry(transactionalId);
    }
  }

  /** If storing fails, nothing has happened: clients look for the coordinator and retry. */
  #guarded<Result>(refuse: (error: ErrorName) => Result, work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      this.#deps.onError(error);
      return refuse('COORDINATOR_NOT_AVAILABLE');
    }
  }

  #scheduleExpiry(): void {
    const { clock, store, options } = this.#deps;
    this.#nextExpiry = clock.after(expiryEveryMs, () => {
      this.#scheduleExpiry();
      const before = clock.now() - options.transactionalIdExpirationMs;
      const isIdle = (one: Transaction) => one.state !== 'Ongoing' && !isPrepared(one) && one.changedAt <= before;
      const idle = [...store.all()].filter(isIdle).map(({ transactionalId }) => transactionalId);
      this.#guarded(
        () => undefined,
        () => store.forget(idle),
      );
    });
  }
}

const asIs = (error: ErrorName): ErrorName => error;
