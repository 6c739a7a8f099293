/**
 * The state of a transactional id: its current producer, and its last transaction.
 *
 * Empty: no transaction in this epoch yet. Ongoing: partitions or groups participate. PrepareCommit, PrepareAbort:
 * decided and stored, which cannot be undone; the end is being written to all participants. CompleteCommit,
 * CompleteAbort: it has been written. A new epoch leads from each end back to Empty.
 */
export const transactionStates = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
] as const;
export type TransactionState = (typeof transactionStates)[number];

const following: Readonly<Record<TransactionState, readonly TransactionState[]>> = {
  Empty: ['Empty', 'Ongoing'],
  Ongoing: ['Ongoing', 'PrepareCommit', 'PrepareAbort'],
  PrepareCommit: ['CompleteCommit'],
  PrepareAbort: ['CompleteAbort'],
  CompleteCommit: ['Empty', 'Ongoing'],
  CompleteAbort: ['Empty', 'Ongoing'],
};

/** With the id of its topic: a topic created again under the same name does not participate. */
export interface TransactionPartition {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
}

export interface ProducerIdentity {
  readonly producerId: number;
  readonly epoch: number;
}

export interface Transaction extends ProducerIdentity {
  readonly transactionalId: string;
  /**
   * The identity of the producer before it asked for a new epoch itself, or before its transaction was aborted for it:
   * it may still initialize with that. Undefined once another producer has initialized.
   */
  readonly previous: ProducerIdentity | undefined;
  readonly timeoutMs: number;
  readonly state: TransactionState;
  /** By `partitionKey`. */
  readonly partitions: ReadonlyMap<string, TransactionPartition>;
  /** Groups whose offsets are committed. */
  readonly groups: ReadonlySet<string>;
  /** When the current transaction began, in milliseconds since 1970; meaningless without one. */
  readonly startedAt: number;
  readonly changedAt: number;
}

export const partitionKey = ({ topicId, partition }: Omit<TransactionPartition, 'topic'>): string =>
  `${topicId}\n${partition}`;

/** The transaction with these changes; throws for a transition that does not exist, which is never a client's fault. */
export function changed(transaction: Transaction, changes: Partial<Transaction>): Transaction {
  const { state = transaction.state } = changes;
  if (!following[transaction.state].includes(state)) {
    throw new Error(`a transaction cannot go from ${transaction.state} to ${state}`);
  }
  return { ...transaction, ...changes };
}

/** A transaction without participants. */
export const noParticipants: Pick<Transaction, 'partitions' | 'groups'> = { partitions: new Map(), groups: new Set() };

/** Whether its end is decided and not yet written everywhere. */
export const isPrepared = ({ state }: Transaction): boolean => state === 'PrepareCommit' || state === 'PrepareAbort';
