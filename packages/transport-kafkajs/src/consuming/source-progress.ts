/**
 * What a source tells about how far it is. Asking, being about to begin anew, and waiting for the group to take the
 * member in are all signs of life: brokers that are away, or other members that take their time, are no stall of this
 * one. A beginning or a join that takes longer than any may, with every request in it tried again, is none.
 */
import type { SourceOptions, SourceProgress } from '@kfw/core';
import { retry } from '../client/clients.js';
import type { Membership } from './membership.js';

export interface ProgressParts {
  readonly source: Pick<SourceOptions, 'rebalanceTimeoutMs' | 'sessionTimeoutMs'>;
  readonly membership: Pick<Membership, 'holdings' | 'group' | 'rejoiningSince'> | undefined;
  readonly requestTimeoutMs: number;
  /** When a fetch last began or ended, and when the membership was last begun anew or given up. */
  readonly fetchedAt: number | undefined;
  readonly restartedAt: number | undefined;
}

/** How often kafkajs asks before it gives up. */
const tries = (retry.retries ?? 0) + 1;

export function progressOf(parts: ProgressParts, now: number): SourceProgress {
  const { membership, source, requestTimeoutMs, fetchedAt, restartedAt } = parts;
  const patienceMs = source.rebalanceTimeoutMs + source.sessionTimeoutMs + tries * requestTimeoutMs;
  const until = (since: number | undefined) => (since === undefined ? undefined : Math.min(now, since + patienceMs));
  const isMember = membership?.group !== undefined;
  const signs = [fetchedAt, isMember ? restartedAt : until(restartedAt), until(membership?.rejoiningSince)];
  const known = signs.filter((at) => at !== undefined);
  const held = membership?.holdings.list() ?? [];
  return {
    isMember,
    polledAt: known.length === 0 ? undefined : Math.max(...known),
    partitions: held.map(({ topic, partition, position, end }) => ({ topic, partition, position, end })),
  };
}
