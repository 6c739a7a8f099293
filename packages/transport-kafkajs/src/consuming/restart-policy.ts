/**
 * When a crashed consumer begins anew, and when it is given up. A cluster that is away is waited for, however long
 * it takes. Any other crash is tried again a few times, as an access list or a group may be in the middle of a change,
 * and then ends the process: whoever supervises that sees it, and nothing restarts for ever unseen.
 */
import { protocolErrorOf, rootCause } from '../kafkajs/kafkajs-errors.js';
import { sessionExpiredName } from './heartbeat-sender.js';

/** The first pause; each next one is twice as long. */
const firstPauseMs = 250;
const longestPauseMs = 5_000;
/** Restarts in a row after crashes that are no absence of the cluster: 13 seconds of pauses in all. */
const maxRestarts = 6;

/** Errors of an absent cluster that kafkajs holds to be final. */
const unavailableErrors: readonly string[] = [
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSTimeout',
  'KafkaJSLockTimeout',
  sessionExpiredName,
];
/** Protocol errors that kafkajs would try again without end, though the data at fault stays as it is. */
const permanentErrors: readonly (string | undefined)[] = ['CORRUPT_MESSAGE'];

/** Whether waiting helps: brokers are away or move things, and it is not this member that is refused. */
export function isClusterUnavailable(error: Error): boolean {
  const cause = rootCause(error);
  if (unavailableErrors.includes(cause.name)) return true;
  return cause.retriable === true && !permanentErrors.includes(protocolErrorOf(error));
}

export interface RestartDecision {
  /** Crashes in a row, this one included. */
  readonly attempt: number;
  /** `undefined`: it is given up. */
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

  /** The consumer has joined its group; rejoins of the same life change nothing. */
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
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (this.#crashes - 1));
    return { attempt: this.#crashes, restartInMs: this.#refusals > maxRestarts ? undefined : pauseMs };
  }
}
