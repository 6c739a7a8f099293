/**
 * Which message a failure is put down to, and for the how manieth time. All that were tried have had a delivery more; but
 * the policy counts failures of the one that is to blame, so that progress counts. Of an outage no message is to blame:
 * it says where the call was, and counts for none.
 */
import type { Message } from '../../contracts/message.js';
import { toError } from '../../errors/kfw-error.js';
import type { ErrorKind } from '../../routing/options/error-kinds.js';
import type { FailurePolicy } from '../../routing/plan/failure-policy.js';
import type { OffsetTracker } from '../buffer/offset-tracker.js';
import type { ConsumedMessage } from '../handler/consumed-message.js';

/** A call that threw: at which message, and for the how manieth time. */
export interface Failure {
  readonly error: Error;
  readonly message: ConsumedMessage;
  readonly attempt: number;
  /** What the route says of the error; `unknown` when a function of its `errors` threw. */
  readonly errorKind: ErrorKind | 'unknown';
  /** The handler is done: what failed is the commit of its transaction. */
  readonly uncommitted: boolean;
}

/**
 * Of a call over `messages`: the one that cannot be decoded when that is what failed, the one that `process` was at, or
 * the first that `consume` has not marked.
 */
export function attributeFailure(
  error: Error,
  messages: readonly ConsumedMessage[],
  processing: Message | undefined,
  tracker: OffsetTracker,
  policy: Pick<FailurePolicy, 'kindOf'>,
): Failure {
  const tried = processing === undefined ? messages : messages.filter((message) => message === processing);
  const unfinished = tried.filter(({ offset }) => !tracker.isDone(offset));
  const undecodable = unfinished.find((each) => each.isCauseOf(error));
  const message = undecodable ?? unfinished[0] ?? tried.at(-1);
  if (message === undefined) throw error;
  const classified = classify(error, policy);
  if (classified.errorKind === 'outage') {
    for (const each of unfinished) each.noteOutage();
    return { ...classified, message, attempt: message.attempt, uncommitted: false };
  }
  for (const each of unfinished) each.countFailure();
  return { ...classified, message, attempt: message.attributeFailure(), uncommitted: false };
}

function classify(
  error: Error,
  policy: Pick<FailurePolicy, 'kindOf'>,
): { error: Error; errorKind: Failure['errorKind'] } {
  try {
    return { error, errorKind: policy.kindOf(error) };
  } catch (thrown) {
    const problem = toError(thrown);
    const text = `${error.message} (a function in "errors" of the route threw: ${problem.message})`;
    return { error: new AggregateError([error, problem], text), errorKind: 'unknown' };
  }
}
