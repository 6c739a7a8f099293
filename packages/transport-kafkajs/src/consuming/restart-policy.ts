/**
 * Decides when a crashed consumer restarts, and when it is given up. A cluster that is down is waited for, however
 * long it takes. After any other crash a few restarts are tried, as an access list or a group may be in the middle of
 * a change; then the process ends, so that a supervisor sees the failure and no restart loop runs unnoticed.
 */
import { backoffMs } from '@kfw/core';
import { protocolErrorOf, rootCause } from '../kafkajs/kafkajs-errors.js';
import { sessionExpiredName } from './heartbeat-sender.js';

/** The first pause; each later one is twice as long. */
const firstPauseMs = 250;
const longestPauseMs = 5_000;
/** Restarts in a row after crashes while the cluster was up: 13 seconds of pauses in all. */
const maxRestarts = 6;

/** Errors of an unavailable cluster that kafkajs treats as final. */
const unavailableErrors: readonly string[] = [
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSTimeout',
  'KafkaJSLockTimeout',
  sessionExpiredName,
];
/** Protocol errors that kafkajs would retry without limit, though the data stays corrupt. */
const permanentErrors: readonly (string | undefined)[] = ['CORRUPT_MESSAGE'];

/** Whether waiting helps: brokers are down or moving, and this member is not rejected. */
export function isClusterUnavailable(error: Error): boolean {
  const cause = rootCause(error);
  if (unavailableErrors.includes(cause.name)) return true;
  return cause.retriable === true && !permanentErrors.includes(protocolErrorOf(error));
}

export interface RestartDecision {
  /** Crashes in a row, including this one. */
  readonly attempt: number;
  /** `undefined`: no restart. */
  readonly restartInMs: number | undefined;
}

export class RestartPolicy {
  readonly #healthyAfterMs: number;
  readonly #now: () => number;
  #crashes = 0;
  #refusals = 0;
  #joinedAt: number | undefined;

  /** A member that stayed in its group for `healthyAfterMs`, its session timeout, has recovered. */
  constructor(healthyAfterMs: number, now: () => number = () => performance.now()) {
    this.#healthyAfterMs = healthyAfterMs;
    this.#now = now;
  }

  /** The consumer has joined its group; rejoins of the same run change nothing. */
  joined(): void {
    this.#joinedAt ??= this.#now();
  }

  crashed(error: Error): RestartDecision {
    const recovered = this.#joinedAt !== undefined && this.#now() - this.#joinedAt >= this.#healthyAfterMs;
    this.#joinedAt = undefined;
    if (recovered) {
      this.#crashes = 0;
      this.#refusals = 0;
    }
    this.#crashes++;
    this.#refusals = isClusterUnavailable(error) ? 0 : this.#refusals + 1;
    const pauseMs = backoffMs(this.#crashes, { first: firstPauseMs, longest: longestPauseMs });
    return { attempt: this.#crashes, restartInMs: this.#refusals > maxRestarts ? undefined : pauseMs };
  }
}
