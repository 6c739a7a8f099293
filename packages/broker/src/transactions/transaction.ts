/**
 * What is kept of a transactional id: the producer that uses it now, and how its last transaction stands.
 *
 * Empty: none yet in this epoch. Ongoing: partitions or groups take part. PrepareCommit, PrepareAbort: decided and
 * stored, which nothing can undo; its end is being written to all that take part. CompleteCommit, CompleteAbort: it has
 * been. A new epoch leads from each end back to Empty.
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

/** Of a topic by its id: one made anew under the same name takes no part. */
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
   * What its producer was until it asked for a new epoch itself, or until its transaction was aborted for it: by this it
   * may still ask. Undefined once another producer has begun.
   */
  readonly formerly: ProducerIdentity | undefined;
  readonly timeoutMs: number;
  readonly state: TransactionState;
  /** By `partitionKey`. */
  readonly partitions: ReadonlyMap<string, TransactionPartition>;
  /** Groups that offsets are committed for. */
  readonly groups: ReadonlySet<string>;
  /** When the present transaction began, in milliseconds since 1970; without one it says nothing. */
  readonly startedAt: number;
  readonly changedAt: number;
}

export const partitionKey = ({ topicId, partition }: Omit<TransactionPartition, 'topic'>): string =>
  `${topicId}\n${partition}`;

/** The transaction with these changes; throws when no way leads to its state, which is never a client's fault. */
export function changed(transaction: Transaction, changes: Partial<Transaction>): Transaction {
  const { state = transaction.state } = changes;
  if (!following[transaction.state].includes(state)) {
    throw new Error(`a transaction cannot go from ${transaction.state} to ${state}`);
  }
  return { ...transaction, ...changes };
}

/** What a transaction is of which nothing is left but how it ended. */
export const noParticipants: Pick<Transaction, 'partitions' | 'groups'> = { partitions: new Map(), groups: new Set() };

/** Whether its end is decided and not yet written everywhere. */
export const isPrepared = ({ state }: Transaction): boolean => state === 'PrepareCommit' || state === 'PrepareAbort';
