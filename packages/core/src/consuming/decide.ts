/**
 * The failure policy: a pure function from what happened to what is done about it. One exhaustive switch in the lane
 * executes the decision; a new feature is a new decision here.
 */
import { isCriticalError } from '../errors/kfw-error.js';

export type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: Error };

export type Decision =
  | { readonly action: 'commit' }
  | { readonly action: 'retry'; readonly afterMs: number }
  | { readonly action: 'stop'; readonly error: Error };

export interface FailurePolicy {
  /** Pause after the first failure of a message. */
  readonly pauseMs: number;
  /** The longest pause. */
  readonly maxPauseMs: number;
}

/** Beyond any pause; more would leave the range of numbers. */
const maxDoublings = 31;

/** By how much a pause may be shortened, so that partitions that failed together do not come back together. */
const jitterShare = 0.2;

/**
 * A failed message is tried again for ever, less and less often: the pause doubles with each attempt up to
 * `maxPauseMs`. `attempt` counts from 1; `jitter`, from 0 to 1, shortens the pause by up to a fifth.
 */
export function decide(outcome: Outcome, attempt: number, policy: FailurePolicy, jitter = 0): Decision {
  if (outcome.ok) return { action: 'commit' };
  if (isCriticalError(outcome.error)) return { action: 'stop', error: outcome.error };
  const pauseMs = Math.min(policy.maxPauseMs, policy.pauseMs * 2 ** Math.min(attempt - 1, maxDoublings));
  return { action: 'retry', afterMs: Math.round(pauseMs * (1 - jitterShare * jitter)) };
}
