/**
 * The transaction coordinator (KIP-98), as Kafka's TransactionCoordinator: which producer a transactional id belongs to,
 * what its transaction includes, and how it ends. A single node coordinates every id, so that an end is written to all
 * partitions and groups before it is answered; only where that fails, on a full disk say, it is tried again by
 * `TransactionEnding`, and until then everything else about the id is CONCURRENT_TRANSACTIONS.
 * A decision is stored before anything of it is done: one that was answered holds, also when the process is killed.
 */
import type { Clock, Timer } from '../clock.js';
import type { ErrorName } from '../protocol/error-codes.js';
import { isOfProducer, nextProducer } from './next-producer.js';
import {
  changed,
  isDecided,
  nothingInIt,
  type ProducerIdentity,
  partitionKey,
  type Transaction,
  type TransactionPartition,
} from './transaction.js';
import { TransactionEnding, type TransactionEnds } from './transaction-ending.js';
import type { TransactionOptions } from './transaction-options.js';
import type { TransactionStore } from './transaction-store.js';
import { TransactionTimeouts } from './transaction-timeouts.js';

export interface TransactionsSurroundings {
  readonly clock: Clock;
  readonly options: TransactionOptions;
  /** Kept by whoever made it: `close` leaves it open. */
  readonly store: TransactionStore;
  readonly nextProducerId: () => number;
  readonly ends: TransactionEnds;
  /** Told of each transaction that is aborted because its time is over. */
  readonly onTimedOut: (transaction: Transaction) => void;
  /** Hears what a file system answered. */
  readonly onError: (error: unknown) => void;
}

/** The producer that a request is of. */
export interface TransactionalProducer extends ProducerIdentity {
  readonly transactionalId: string;
}

/** Both numbers are -1 with an error. */
export interface ProducerGiven extends ProducerIdentity {
  readonly error: ErrorName;
}

/** Kafka's `transaction.remove.expired.transaction.cleanup.interval.ms`. */
const expiryEveryMs = 3_600_000;

const noProducer = (error: ErrorName): ProducerGiven => ({ error, producerId: -1, epoch: -1 });

export class Transactions {
  readonly #around: TransactionsSurroundings;
  readonly #ending: TransactionEnding;
  readonly #timeouts: TransactionTimeouts;
  #nextExpiry: Timer | undefined;

  /** Ends what was decided before, and waits for what is open. */
  constructor(around: TransactionsSurroundings) {
    this.#around = around;
    this.#ending = new TransactionEnding(around);
    this.#timeouts = new TransactionTimeouts(around.clock, (id) => this.#timeOut(id));
    for (const transaction of [...around.store.all()]) {
      this.#ending.recover(transaction);
      if (transaction.state === 'Ongoing') this.#timeouts.start(transaction);
    }
    this.#scheduleExpiry();
  }

  /**
   * Gives the producer id of a transactional id in a new epoch, which fences whoever had it, and aborts what that one
   * has left open. `asking` is a producer that goes on with what it has, unless it has been fenced itself.
   */
  begin(transactionalId: string, timeoutMs: number, asking?: ProducerIdentity): ProducerGiven {
    const { clock, options, store, nextProducerId } = this.#around;
    if (timeoutMs <= 0 || timeoutMs > options.transactionMaxTimeoutMs) return noProducer('INVALID_TRANSACTION_TIMEOUT');
    return this.#trying(noProducer, () => {
      let known = store.find(transactionalId);
      if (known === undefined) return this.#beginFirst(transactionalId, timeoutMs);
      if (asking !== undefined && !isOfProducer(known, asking)) return noProducer('PRODUCER_FENCED');
      // Whatever the epoch of who asks, as in Kafka: one that is fenced already ends what its successor has open.
      if (known.state === 'Ongoing') known = this.#fence(known);
      if (isDecided(known)) return noProducer('CONCURRENT_TRANSACTIONS');
      const producer = nextProducer(known, asking, nextProducerId);
      if (producer === undefined) return noProducer('PRODUCER_FENCED');
      return this.#given(changed(known, { ...producer, timeoutMs, state: 'Empty', changedAt: clock.now() }));
    });
  }

  /** Partitions that exist take part from now on. */
  addPartitions(producer: TransactionalProducer, partitions: readonly TransactionPartition[]): ErrorName {
    return this.#add(producer, (transaction) => {
      const known = transaction.partitions;
      const added = partitions.filter((partition) => !known.has(partitionKey(partition)));
      if (added.length === 0) return {};
      return { partitions: new Map([...known, ...added.map((one) => [partitionKey(one), one] as const)]) };
    });
  }

  /** A group takes part from now on: its offsets may be committed. */
  addGroup(producer: TransactionalProducer, group: string): ErrorName {
    return this.#add(producer, ({ groups }) => (groups.has(group) ? {} : { groups: new Set([...groups, group]) }));
  }

  /** Commits or aborts. Asked again for the same end, it says NONE again. */
  end(producer: TransactionalProducer, isCommit: boolean): ErrorName {
    return this.#trying<ErrorName>(same, () => {
      const transaction = this.#find(producer);
      if (typeof transaction === 'string') return transaction;
      const { state } = transaction;
      if (state === 'Ongoing') {
        this.#decide(transaction, isCommit, {});
        return 'NONE';
      }
      if (state === (isCommit ? 'CompleteCommit' : 'CompleteAbort')) return 'NONE';
      return state === (isCommit ? 'PrepareCommit' : 'PrepareAbort') ? 'CONCURRENT_TRANSACTIONS' : 'INVALID_TXN_STATE';
    });
  }

  /** Whether the producer may write to the partition within its transaction. */
  mayProduce(producer: TransactionalProducer, partition: Omit<TransactionPartition, 'topic'>): ErrorName {
    return this.#mayTakePart(producer, ({ partitions }) => partitions.has(partitionKey(partition)));
  }

  /** Whether the producer may commit offsets of the group within its transaction. */
  mayCommitFor(producer: TransactionalProducer, group: string): ErrorName {
    return this.#mayTakePart(producer, ({ groups }) => groups.has(group));
  }

  /** Every timer is cancelled. What is open stays open, for the next one on the same store. */
  close(): void {
    this.#nextExpiry?.cancel();
    this.#timeouts.close();
    this.#ending.close();
  }

  #find({ transactionalId, producerId, epoch }: TransactionalProducer): Transaction | ErrorName {
    if (transactionalId === '') return 'INVALID_REQUEST';
    const transaction = this.#around.store.find(transactionalId);
    if (transaction === undefined || transaction.producerId !== producerId) return 'INVALID_PRODUCER_ID_MAPPING';
    return transaction.epoch === epoch ? transaction : 'INVALID_PRODUCER_EPOCH';
  }

  #mayTakePart(producer: TransactionalProducer, takesPart: (transaction: Transaction) => boolean): ErrorName {
    const transaction = this.#find(producer);
    if (typeof transaction === 'string') return transaction;
    if (isDecided(transaction)) return 'CONCURRENT_TRANSACTIONS';
    return transaction.state === 'Ongoing' && takesPart(transaction) ? 'NONE' : 'INVALID_TXN_STATE';
  }

  #add(producer: TransactionalProducer, addition: (known: Transaction) => Partial<Transaction>): ErrorName {
    return this.#trying<ErrorName>(same, () => {
      const transaction = this.#find(producer);
      if (typeof transaction === 'string') return transaction;
      if (isDecided(transaction)) return 'CONCURRENT_TRANSACTIONS';
      const added = addition(transaction);
      const isNew = transaction.state !== 'Ongoing';
      if (!isNew && Object.keys(added).length === 0) return 'NONE';
      const now = this.#around.clock.now();
      const startedAt = isNew ? now : transaction.startedAt;
      const ongoing = changed(transaction, { ...added, state: 'Ongoing', startedAt, changedAt: now });
      this.#around.store.keep(ongoing);
      if (isNew) this.#timeouts.start(ongoing);
      return 'NONE';
    });
  }

  #beginFirst(transactionalId: string, timeoutMs: number): ProducerGiven {
    const { clock, options, store, nextProducerId } = this.#around;
    if (store.size >= options.maxTransactionalIds) return noProducer('POLICY_VIOLATION');
    const producer = { producerId: nextProducerId(), epoch: 0, formerly: undefined };
    const times = { timeoutMs, startedAt: -1, changedAt: clock.now() };
    return this.#given({ ...nothingInIt, ...producer, ...times, transactionalId, state: 'Empty' });
  }

  #given(transaction: Transaction): ProducerGiven {
    this.#around.store.keep(transaction);
    return { error: 'NONE', producerId: transaction.producerId, epoch: transaction.epoch };
  }

  /** Aborts in a new epoch, so that whoever had it open can do nothing more. */
  #fence(transaction: Transaction): Transaction {
    const { producerId, epoch } = transaction;
    return this.#decide(transaction, false, { epoch: epoch + 1, formerly: { producerId, epoch } });
  }

  #decide(transaction: Transaction, isCommit: boolean, fence: Partial<Transaction>): Transaction {
    const state = isCommit ? 'PrepareCommit' : 'PrepareAbort';
    const decided = changed(transaction, { ...fence, state, changedAt: this.#around.clock.now() });
    this.#around.store.keep(decided);
    this.#timeouts.stop(transaction.transactionalId);
    return this.#ending.complete(decided);
  }

  #timeOut(transactionalId: string): void {
    const transaction = this.#around.store.find(transactionalId);
    if (transaction?.state !== 'Ongoing') return;
    try {
      this.#fence(transaction);
      this.#around.onTimedOut(transaction);
    } catch (error) {
      this.#around.onError(error);
      this.#timeouts.again(transactionalId);
    }
  }

  /** What cannot be stored has not happened: clients look for the coordinator and ask again. */
  #trying<Answer>(refuse: (error: ErrorName) => Answer, work: () => Answer): Answer {
    try {
      return work();
    } catch (error) {
      this.#around.onError(error);
      return refuse('COORDINATOR_NOT_AVAILABLE');
    }
  }

  #scheduleExpiry(): void {
    const { clock, store, options } = this.#around;
    this.#nextExpiry = clock.after(expiryEveryMs, () => {
      this.#scheduleExpiry();
      const before = clock.now() - options.transactionalIdExpirationMs;
      const isIdle = (one: Transaction) => one.state !== 'Ongoing' && !isDecided(one) && one.changedAt <= before;
      const idle = [...store.all()].filter(isIdle).map(({ transactionalId }) => transactionalId);
      this.#trying(
        () => undefined,
        () => store.forget(idle),
      );
    });
  }
}

const same = (error: ErrorName): ErrorName => error;
