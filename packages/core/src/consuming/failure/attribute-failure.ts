/**
 * Attributes a failed call to one of its messages, and counts how often that message has failed. Every message that was
 * tried has had one more delivery, but the policy counts the failures attributed to one message, so that progress resets
 * the count. An outage is attributed to no message: it only names the position of the call.
 */
import type { Message } from '../../contracts/message.js';
import { toError } from '../../errors/kfw-error.js';
import type { ErrorKind } from '../../routing/options/error-kinds.js';
import type { FailurePolicy } from '../../routing/plan/failure-policy.js';
import type { OffsetTracker } from '../buffer/offset-tracker.js';
import type { ConsumedMessage } from '../handler/consumed-message.js';

/** A call that threw: the message that it is attributed to, and how often that message has failed. */
export interface Failure {
  readonly error: Error;
  readonly message: ConsumedMessage;
  readonly attempt: number;
  /** The kind of the error by the `errors` of the route; `unknown` when a function in them threw. */
  readonly errorKind: ErrorKind | 'unknown';
  /** The handler has returned: the commit of its transaction failed. */
  readonly uncommitted: boolean;
}

/**
 * The message of a failed call: the one that cannot be decoded, if that is the error; else the one that `process` was
 * running on; else the first that `consume` has not marked.
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
