/**
 * Which message a failure is put down to, and for the how manieth time. All that were tried have had a delivery more; but
 * the policy counts failures of the one that is to blame, so that progress counts.
 */
import type { Message } from '../contracts/message.js';
import type { ConsumedMessage } from './consumed-message.js';
import type { OffsetTracker } from './offset-tracker.js';

/** A call that threw: at which message, and for the how manieth time. */
export interface Failure {
  readonly error: Error;
  readonly message: ConsumedMessage;
  readonly attempt: number;
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
): Failure {
  const tried = processing === undefined ? messages : messages.filter((message) => message === processing);
  const unfinished = tried.filter(({ offset }) => !tracker.isDone(offset));
  const culprit = unfinished.find((each) => each.isBehind(error));
  const message = culprit ?? unfinished[0] ?? tried.at(-1);
  if (message === undefined) throw error;
  for (const each of unfinished) each.countFailure();
  return { error, message, attempt: message.countBlame(), uncommitted: false };
}
