/**
 * What a source tells about how far it is. Asking, being about to begin anew, and waiting for the group to take the
 * member in are all signs of life: brokers that are away, or other members that take their time, are no stall of this
 * one. A join that takes longer than any may is none.
 */
import type { SourceOptions, SourceProgress } from '@kfw/core';
import type { Membership } from './membership.js';

export interface ProgressParts {
  readonly source: Pick<SourceOptions, 'rebalanceTimeoutMs' | 'sessionTimeoutMs'>;
  readonly membership: Pick<Membership, 'holdings' | 'group' | 'rejoiningSince'> | undefined;
  /** When a fetch last began or ended, and when the membership was last begun anew or given up. */
  readonly fetchedAt: number | undefined;
  readonly restartedAt: number | undefined;
}

export function progressOf(parts: ProgressParts, now: number): SourceProgress {
  const { membership, source, fetchedAt, restartedAt } = parts;
  const patienceMs = source.rebalanceTimeoutMs + source.sessionTimeoutMs;
  const { rejoiningSince } = membership ?? {};
  const joiningAt = rejoiningSince === undefined ? undefined : Math.min(now, rejoiningSince + patienceMs);
  const signs = [fetchedAt, restartedAt, joiningAt].filter((at) => at !== undefined);
  const held = membership?.holdings.list() ?? [];
  return {
    isMember: membership?.group !== undefined,
    polledAt: signs.length === 0 ? undefined : Math.max(...signs),
    partitions: held.map(({ topic, partition, position, end }) => ({ topic, partition, position, end })),
  };
}
