/** The failure policy of a topic, from its options: the input of `decideAfterFailure`. */
import type { ErrorKind } from '../options/error-kinds.js';

/** What becomes of a message whose retries are exhausted, when there is no dead-letter topic. */
export type OnExhausted = 'retry' | 'skip' | 'stop';

export interface FailurePolicy {
  /** Pause after the first failure of a message. */
  readonly pauseMs: number;
  /** The longest pause. */
  readonly maxPauseMs: number;
  /** How often a message is retried in its topic; `Infinity`: without limit. */
  readonly maxRetries: number;
  /** Where a message goes next when its retries are exhausted and it is worth another try. */
  readonly retryTopic: string | undefined;
  /** Where it goes for good. */
  readonly deadLetter: string | undefined;
  readonly onExhausted: OnExhausted;
  kindOf(error: Error): ErrorKind;
}
