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

/** `attempt` counts from 1. A failed message is tried again for ever, less and less often. */
export function decide(outcome: Outcome, attempt: number, policy: FailurePolicy): Decision {
  if (outcome.ok) return { action: 'commit' };
  if (isCriticalError(outcome.error)) return { action: 'stop', error: outcome.error };
  return { action: 'retry', afterMs: Math.min(policy.maxPauseMs, policy.pauseMs * 2 ** (attempt - 1)) };
}
