/** The error of a transaction that could neither be committed nor aborted: the broker ends it after its timeout. */
import { coreError } from '../../errors/core-errors.js';
import { toError } from '../../errors/kfw-error.js';

export interface UnresolvedTransaction {
  readonly id: string;
  /** Where it failed, and with what. */
  readonly step: string;
  readonly failed: Error;
  /** Whether its commit may have come through. */
  readonly isInDoubt: boolean;
}

/** One error with both failures, or all three. */
export function unresolvedError({ id, step, failed, isInDoubt }: UnresolvedTransaction, ...later: Error[]): Error {
  const cause = new AggregateError([failed, ...later]);
  const first = toError(failed.cause ?? failed).message;
  const reasons = later.map(({ message }) => message).join('; ');
  const reason = `${reasons} (it was to be aborted because it failed at ${step}: ${first})`;
  const code = isInDoubt ? 'KFW_TRANSACTION_IN_DOUBT' : 'KFW_TRANSACTION_FAILED';
  return coreError(code, { id, step: 'abort', reason }, { cause });
}

/** The error of `work`; `undefined` when it succeeds. */
export async function failureOf(work: () => Promise<unknown>): Promise<Error | undefined> {
  try {
    await work();
    return undefined;
  } catch (thrown) {
    return toError(thrown);
  }
}
