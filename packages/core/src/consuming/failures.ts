/**
 * Which message a failure is put down to, and for the how manieth time. All that were tried have had a delivery more; but
 * the policy counts failures in a row of one message, so that progress counts.
 */
import type { Message } from '../contracts/message.js';
import type { ConsumedMessage } from './consumed-message.js';
import type { OffsetTracker } from './offset-tracker.js';

/** A run that threw: at which message, and for the how manieth time in a row. */
export interface Failure {
  readonly error: Error;
  readonly at: number;
  readonly attempt: number;
}

export class Failures {
  #last: Failure | undefined;

  constructor(private readonly tracker: OffsetTracker) {}

  /** Of a run over `messages`: at the one that `process` was at, or at the first that `consume` has not marked. */
  count(error: Error, messages: readonly ConsumedMessage[], processing: Message | undefined): Failure {
    const tried = processing === undefined ? messages : messages.filter((message) => message === processing);
    const unfinished = tried.filter(({ offset }) => !this.tracker.isDone(offset));
    const at = (unfinished[0] ?? tried.at(-1))?.offset;
    if (at === undefined) throw error;
    for (const message of unfinished) message.countFailure();
    this.#last = { error, at, attempt: this.#last?.at === at ? this.#last.attempt + 1 : 1 };
    return this.#last;
  }
}
