/**
 * The failure policy: a pure function from a failure or a verdict to a decision. `OutcomeHandler` executes decisions in one
 * exhaustive switch; only the dead letters of a transactional run are sent by `HandlerRunner`, with the run. Where a message
 * is already done, a commit failed, or an error has no known kind, `OutcomeHandler` retries instead. A new feature is a new
 * decision here.
 */
import type { ErrorKind } from '../../routing/options/error-kinds.js';
import type { FailurePolicy } from '../../routing/plan/failure-policy.js';
import { backoffMs } from '../../time/backoff.js';

/** The handler's decision about one message: `skip`, `deadLetter` or `retryAfter`. */
export type Verdict =
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'deadLetter'; readonly reason: string }
  | { readonly kind: 'retryAfter'; readonly ms: number };

export type DecisionInput =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'failed'; readonly error: Error; readonly errorKind: ErrorKind }
  /** The handler has returned, and its transaction could not be committed: no message is the cause. */
  | { readonly kind: 'uncommitted' };

export type Decision =
  | { readonly action: 'retry'; readonly afterMs: number }
  | { readonly action: 'deadLetter'; readonly topic: string }
  /** To a retry topic. */
  | { readonly action: 'move'; readonly topic: string }
  | { readonly action: 'skip' }
  | { readonly action: 'stop'; readonly error: Error };

/**
 * A failed message is retried `maxRetries` times; the pause doubles with each attempt up to `maxPauseMs`. Then the message
 * goes to the next retry topic, to the dead letters, or where `onExhausted` says. `attempt` counts failures in a row from
 * 1, with a count of its own for outages; `jitter`, from 0 to 1, shortens the pause by up to a fifth.
 */
export function decideAfterFailure(input: DecisionInput, attempt: number, policy: FailurePolicy, jitter = 0): Decision {
  switch (input.kind) {
    case 'verdict':
      return decideOnVerdict(input.verdict, policy);
    case 'failed':
      return decideOnError(input, attempt, policy, jitter);
    case 'uncommitted':
      return { action: 'retry', afterMs: pauseMs(attempt, policy, jitter) };
    default:
      return input satisfies never;
  }
}

/** A handler may postpone a message any number of times: `maxRetries` counts failures only. */
export function decideOnVerdict(verdict: Verdict, { deadLetter }: FailurePolicy): Decision {
  switch (verdict.kind) {
    case 'skip':
      return { action: 'skip' };
    case 'retryAfter':
      return { action: 'retry', afterMs: verdict.ms };
    case 'deadLetter':
      return deadLetter === undefined ? { action: 'skip' } : { action: 'deadLetter', topic: deadLetter };
    default:
      return verdict satisfies never;
  }
}

interface FailedOutcome {
  readonly error: Error;
  readonly errorKind: ErrorKind;
}

function decideOnError(
  { error, errorKind: kind }: FailedOutcome,
  attempt: number,
  policy: FailurePolicy,
  jitter: number,
): Decision {
  const retry = { action: 'retry', afterMs: pauseMs(attempt, policy, jitter) } as const;
  if (kind === 'stop') return { action: 'stop', error };
  if (kind === 'skip') return { action: 'skip' };
  if (kind === 'retry' || kind === 'outage') {
    if (attempt <= policy.maxRetries) return retry;
    if (policy.retryTopic !== undefined) return { action: 'move', topic: policy.retryTopic };
  }
  // The message is not at fault: it waits, and its retries are never exhausted.
  if (kind === 'outage') return retry;
  // Errors of kind `deadLetter`, and messages whose retries are used up.
  if (policy.deadLetter !== undefined) return { action: 'deadLetter', topic: policy.deadLetter };
  if (policy.onExhausted === 'skip') return { action: 'skip' };
  return policy.onExhausted === 'stop' ? { action: 'stop', error } : retry;
}

/** The pause before the retry of a message that has failed `attempt` times in a row. */
export function pauseMs(
  attempt: number,
  { pauseMs: first, maxPauseMs }: Pick<FailurePolicy, 'pauseMs' | 'maxPauseMs'>,
  jitter = 0,
): number {
  return backoffMs(attempt, { first, longest: maxPauseMs, jitter });
}
