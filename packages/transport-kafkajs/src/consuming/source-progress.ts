/**
 * What a source tells about how far it is. Asking, being about to begin anew, and waiting for the group to take the
 * member in are all signs of life: brokers that are away, or other members that take their time, are no stall of this
 * one. A beginning or a join that takes longer than any may, with every request in it tried again, is none.
 */
import type { SourceOptions, SourceProgress } from '@kfw/core';
import { retry } from '../client/clients.js';
import type { GroupMember } from './group-member.js';

export interface ProgressState {
  readonly source: Pick<SourceOptions, 'rebalanceTimeoutMs' | 'sessionTimeoutMs'>;
  readonly member: Pick<GroupMember, 'partitions' | 'group' | 'rejoiningSince'> | undefined;
  readonly requestTimeoutMs: number;
  /** When a fetch last began or ended, and when the membership was last begun anew or given up. */
  readonly fetchedAt: number | undefined;
  readonly restartedAt: number | undefined;
}

/** How often kafkajs asks before it gives up. */
const attemptsPerRequest = (retry.retries ?? 0) + 1;

export function progressOf(state: ProgressState, now: number): SourceProgress {
  const { member, source, requestTimeoutMs, fetchedAt, restartedAt } = state;
  const longestJoinMs = source.rebalanceTimeoutMs + source.sessionTimeoutMs + attemptsPerRequest * requestTimeoutMs;
  const cappedAt = (since: number | undefined) =>
    since === undefined ? undefined : Math.min(now, since + longestJoinMs);
  const isMember = member?.group !== undefined;
  const progressedAt = [fetchedAt, isMember ? restartedAt : cappedAt(restartedAt), cappedAt(member?.rejoiningSince)];
  const known = progressedAt.filter((at) => at !== undefined);
  const assigned = member?.partitions.list() ?? [];
  return {
    isMember,
    polledAt: known.length === 0 ? undefined : Math.max(...known),
    partitions: assigned.map(({ topic, partition, position, end }) => ({ topic, partition, position, end })),
  };
}
