/** A transaction that failed and could not be aborted either: the broker ends it when its time is over. */
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

/** Both failures, or all, in one; none is swallowed. */
export function unresolvedError({ id, step, failed, isInDoubt }: UnresolvedTransaction, ...later: Error[]): Error {
  const cause = new AggregateError([failed, ...later]);
  const first = toError(failed.cause ?? failed).message;
  const reasons = later.map(({ message }) => message).join('; ');
  const reason = `${reasons} (it was to be aborted because it failed at ${step}: ${first})`;
  const code = isInDoubt ? 'KFW_TRANSACTION_IN_DOUBT' : 'KFW_TRANSACTION_FAILED';
  return coreError(code, { id, step: 'abort', reason }, { cause });
}

/** What `work` fails with; `undefined` when it does not. */
export async function failureOf(work: () => Promise<unknown>): Promise<Error | undefined> {
  try {
    await work();
    return undefined;
  } catch (thrown) {
    return toError(thrown);
  }
}
