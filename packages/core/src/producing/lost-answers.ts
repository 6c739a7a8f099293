/**
 * Finds out what became of a transaction whose commit was not answered: whether it came through can be seen by the
 * offsets that were to be committed with it, once nothing of it is open any more. Each transaction marks its offsets, so
 * that they are not mistaken for those of another.
 */
import { randomUUID } from 'node:crypto';
import { coreError } from '../errors/core-errors.js';
import { isKfwError, toError } from '../errors/kfw-error.js';
import type { ConsumedOffsets, Transactions } from '../ports/transport.js';
import { failureOf, unsettled } from './unsettled-transaction.js';

export interface LostAnswer {
  readonly id: string;
  /** What the commit failed with, and then the abort. */
  readonly failed: Error;
  readonly notAborted: Error;
  /** As they were sent; without offsets nothing shows what became of it. */
  readonly marked: ConsumedOffsets | undefined;
}

/** The offsets with a mark that no other transaction has. */
export function markedOffsets(consumed: ConsumedOffsets): ConsumedOffsets {
  const metadata = `kfw-${randomUUID()}`;
  return { ...consumed, offsets: consumed.offsets.map((offset) => ({ ...offset, metadata })) };
}

/**
 * Whether it was committed. Rejects with `KFW_TRANSACTION_FENCED` when it was not, and another has the id; with
 * `KFW_TRANSACTION_IN_DOUBT` when it cannot be found out.
 */
export async function isCommitted(transactions: Transactions, answer: LostAnswer): Promise<boolean> {
  const { id, failed, notAborted, marked } = answer;
  const doubt = { id, step: 'commit', failed, isInDoubt: true };
  if (marked === undefined || marked.offsets.length === 0) throw unsettled(doubt, notAborted);
  const isLost = isKfwError(notAborted, 'KFW_TRANSACTION_FENCED');
  // Whoever has the id by now has had it ended.
  const notFenced = isLost ? undefined : await failureOf(() => transactions.fence(id));
  if (notFenced !== undefined) throw unsettled(doubt, notAborted, notFenced);
  const isCommit = await isThere(transactions, marked).catch((thrown) => {
    throw unsettled(doubt, notAborted, toError(thrown));
  });
  if (isLost && !isCommit) {
    const reason = `its commit was not answered, and was not done: ${failed.message}`;
    throw coreError('KFW_TRANSACTION_FENCED', { id, step: 'commit', reason }, { cause: notAborted });
  }
  return isCommit;
}

async function isThere(transactions: Transactions, { group, offsets }: ConsumedOffsets): Promise<boolean> {
  const committed = await transactions.committedOffsets(group, offsets);
  return offsets.every(({ offset, metadata }, at) => {
    const found = committed[at];
    return found?.offset === offset && found.metadata === metadata;
  });
}
