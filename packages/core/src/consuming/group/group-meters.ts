/**
 * What is measured of the membership in a group: commits, rebalances and how long they stopped the work, restarts. All series are there
 * from the start.
 */
import { isKfwError } from '../../errors/kfw-error.js';
import type { Monitor } from '../../events/monitor.js';
import { kafkaErrorClass } from '../../measuring/kafka-error-class.js';
import { otherValue } from '../../measuring/label-limits.js';
import type { Measurements } from '../../measuring/measurements.js';
import type { Counter, Histogram } from '../../measuring/series.js';

/** Of transactions whose messages were rejected: they never came to their commit. */
const beforeCommit: ReadonlySet<string> = new Set([
  'KFW_TRANSACTION_REFUSED',
  'KFW_PARTITION_INVALID',
  'KFW_KEY_MISSING',
  'KFW_MESSAGE_TOO_LARGE',
  'KFW_TOPIC_UNKNOWN',
  'KFW_TOPIC_REFUSED',
]);

export class GroupMeters {
  readonly #measurements: Measurements;
  readonly #commitSeconds: Histogram;
  readonly #rebalances: Counter;
  readonly #rebalanceSeconds: Histogram;
  #hasJoined = false;
  /** Since when a rebalance keeps work from beginning. */
  #heldSince: number | undefined;

  constructor(
    monitor: Pick<Monitor, 'measurements' | 'subscribe'>,
    private readonly group: string,
  ) {
    const { measurements } = monitor;
    this.#measurements = measurements;
    this.#commitSeconds = measurements.histogram('kfw_commit_seconds', { group });
    measurements.counter('kfw_commit_failures_total', { group, error: otherValue });
    this.#rebalances = measurements.counter('kfw_rebalances_total', { group });
    this.#rebalanceSeconds = measurements.histogram('kfw_rebalance_seconds', { group });
    // `GroupLiveness` counts them, if it watches the group.
    measurements.counter('kfw_group_restarts_total', { group, cause: 'stalled' });
    const crashes = measurements.counter('kfw_group_restarts_total', { group, cause: 'crashed' });
    monitor.subscribe('group.crashed', (crash) => {
      if (crash.group === group && crash.restartInMs !== undefined) crashes.add();
    });
  }

  /** From now on a rebalance keeps work from beginning, until `joined`. */
  rebalancing(): void {
    this.#heldSince ??= performance.now();
  }

  /** The member is in its group: work continues. Every join but the first ends a rebalance. */
  joined(): void {
    if (this.#hasJoined) {
      this.#rebalances.add();
      this.#rebalanceSeconds.observe(this.#heldSince === undefined ? 0 : secondsSince(this.#heldSince));
    }
    this.#hasJoined = true;
    this.#heldSince = undefined;
  }

  /** A commit has ended, of offsets alone or of a transaction with them. `startedAt` on the clock of `performance`. */
  committed(startedAt: number): void {
    this.#commitSeconds.observe(secondsSince(startedAt));
  }

  commitFailed(startedAt: number, error: Error): void {
    if (isKfwError(error) && beforeCommit.has(error.code)) return;
    this.committed(startedAt);
    const labels = { group: this.group, error: kafkaErrorClass(error) };
    this.#measurements.counter('kfw_commit_failures_total', labels).add();
  }
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1_000;
}
