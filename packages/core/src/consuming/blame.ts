/**
 * Which message a failure is put down to, and for the how manieth time. All that were tried have had a delivery more; but
 * the policy counts failures of the one that is to blame, so that progress counts. Of an outage no message is to blame:
 * it says where the call was, and counts for none.
 */
import type { Message } from '../contracts/message.js';
import { toError } from '../errors/kfw-error.js';
import type { ErrorKind } from '../routing/error-kinds.js';
import type { FailurePolicy } from '../routing/failure-policy.js';
import type { ConsumedMessage } from './consumed-message.js';
import type { OffsetTracker } from './offset-tracker.js';

/** A call that threw: at which message, and for the how manieth time. */
export interface Failure {
  readonly error: Error;
  readonly message: ConsumedMessage;
  readonly attempt: number;
  /** What the route says of the error; `unknown` when a function of its `errors` threw. */
  readonly as: ErrorKind | 'unknown';
  /** The handler is done: what failed is the commit of its transaction. */
  readonly uncommitted: boolean;
}

/**
 * Of a call over `messages`: the one that cannot be decoded when that is what failed, the one that `process` was at, or
 * the first that `consume` has not marked.
 */
export function blame(
  error: Error,
  messages: readonly ConsumedMessage[],
  processing: Message | undefined,
  tracker: OffsetTracker,
  policy: Pick<FailurePolicy, 'kindOf'>,
): Failure {
  const tried = processing === undefined ? messages : messages.filter((message) => message === processing);
  const unfinished = tried.filter(({ offset }) => !tracker.isDone(offset));
  const culprit = unfinished.find((each) => each.isBehind(error));
  const message = culprit ?? unfinished[0] ?? tried.at(-1);
  if (message === undefined) throw error;
  const met = meet(error, policy);
  if (met.as === 'outage') {
    for (const each of unfinished) each.noteOutage();
    return { ...met, message, attempt: message.attempt, uncommitted: false };
  }
  for (const each of unfinished) each.countFailure();
  return { ...met, message, attempt: message.countBlame(), uncommitted: false };
}

function meet(error: Error, policy: Pick<FailurePolicy, 'kindOf'>): { error: Error; as: Failure['as'] } {
  try {
    return { error, as: policy.kindOf(error) };
  } catch (thrown) {
    const problem = toError(thrown);
    const told = `${error.message} (a function in "errors" of the route threw: ${problem.message})`;
    return { error: new AggregateError([error, problem], told), as: 'unknown' };
  }
}
