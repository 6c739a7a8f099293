/**
 * Reports the progress of a source. A request, a pending restart and a pending join all count as progress: brokers
 * that are down, or other members that are slow, are not a stall of this one. A restart or a join that takes longer
 * than it can, with every request in it retried, is a stall.
 */
import type { SourceOptions, SourceProgress } from '@kfw/core';
import { retry } from '../client/clients.js';
import type { GroupMember } from './group-member.js';

export interface ProgressState {
  readonly source: Pick<SourceOptions, 'rebalanceTimeoutMs' | 'sessionTimeoutMs'>;
  readonly member: Pick<GroupMember, 'partitions' | 'group' | 'rejoiningSince'> | undefined;
  readonly requestTimeoutMs: number;
  /** When a fetch last began or ended, and when the last restart was scheduled or begun. */
  readonly fetchedAt: number | undefined;
  readonly restartedAt: number | undefined;
}

/** kafkajs's attempts before it gives up. */
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
    partitions: assigned.map(({ topic, partition, position, end, highWatermark, emptyAt, unreadSince }) => {
      return { topic, partition, position, end, highWatermark, emptyAt, unreadSince };
    }),
  };
}
