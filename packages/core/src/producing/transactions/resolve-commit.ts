/**
 * Resolves a commit without a response: once the transaction is over, the offsets that were to be committed with it show
 * whether it was committed. Each transaction tags its offsets, so that they are not mistaken for those of another.
 */
import { randomUUID } from 'node:crypto';
import { coreError } from '../../errors/core-errors.js';
import { isKfwError, toError } from '../../errors/kfw-error.js';
import type { ConsumedOffsets, Transactions } from '../../ports/transport.js';
import { failureOf, unresolvedError } from './unresolved-transaction.js';

export interface UnconfirmedCommit {
  readonly id: string;
  /** What the commit failed with, and then the abort. */
  readonly failed: Error;
  readonly notAborted: Error;
  /** As they were sent; without offsets the result cannot be found out. */
  readonly tagged: ConsumedOffsets | undefined;
}

/** The offsets with a tag that no other transaction has. */
export function taggedOffsets(consumed: ConsumedOffsets): ConsumedOffsets {
  const metadata = `kfw-${randomUUID()}`;
  return { ...consumed, offsets: consumed.offsets.map((offset) => ({ ...offset, metadata })) };
}

/**
 * Whether it was committed. Rejects with `KFW_TRANSACTION_FENCED` when it was not, and another has the id; with
 * `KFW_TRANSACTION_IN_DOUBT` when it cannot be found out.
 */
export async function isCommitted(transactions: Transactions, commit: UnconfirmedCommit): Promise<boolean> {
  const { id, failed, notAborted, tagged } = commit;
  const failure = { id, step: 'commit', failed, isInDoubt: true };
  if (tagged === undefined || tagged.offsets.length === 0) throw unresolvedError(failure, notAborted);
  const isFenced = isKfwError(notAborted, 'KFW_TRANSACTION_FENCED');
  // The new owner of the id has ended the transaction.
  const notFenced = isFenced ? undefined : await failureOf(() => transactions.fence(id));
  if (notFenced !== undefined) throw unresolvedError(failure, notAborted, notFenced);
  const isCommit = await areCommitted(transactions, tagged).catch((thrown) => {
    throw unresolvedError(failure, notAborted, toError(thrown));
  });
  if (isFenced && !isCommit) {
    const reason = `its commit was not answered, and was not done: ${failed.message}`;
    throw coreError('KFW_TRANSACTION_FENCED', { id, step: 'commit', reason }, { cause: notAborted });
  }
  return isCommit;
}

async function areCommitted(transactions: Transactions, { group, offsets }: ConsumedOffsets): Promise<boolean> {
  const committed = await transactions.committedOffsets(group, offsets);
  return offsets.every(({ offset, metadata }, at) => {
    const found = committed[at];
    return found?.offset === offset && found.metadata === metadata;
  });
}
