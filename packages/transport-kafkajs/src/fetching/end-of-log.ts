/**
 * What fetches show about the end of a partition, for its lag: the end, and since when messages are known to wait there. Noted with each
 * response, so that the lag grows also while the leader is down and nothing is fetched.
 */
import type { AssignedPartition } from '../consuming/assigned-partitions.js';
import type { FetchedPartition } from './fetch-response.js';

/** A response to a fetch has arrived, and its records are not handed over yet. */
export function noteEnd(
  assignedPartition: AssignedPartition,
  { highWatermark, lastStableOffset }: Pick<FetchedPartition, 'highWatermark' | 'lastStableOffset'>,
): void {
  assignedPartition.end = lastStableOffset;
  noteHighWatermark(assignedPartition, highWatermark);
}

/** The end of the log is known, by a fetch or without one. */
export function noteHighWatermark(assignedPartition: AssignedPartition, highWatermark: number): void {
  const now = performance.now();
  assignedPartition.highWatermark = highWatermark;
  assignedPartition.endSeenAt = now;
  if (highWatermark <= (assignedPartition.position ?? 0)) {
    assignedPartition.emptyAt = now;
    assignedPartition.unreadSince = undefined;
  } else assignedPartition.unreadSince ??= now;
}

/** The partition continues at another offset. */
export function forgetUnread(assignedPartition: AssignedPartition): void {
  assignedPartition.emptyAt = undefined;
  const { highWatermark, position } = assignedPartition;
  const isUnread = highWatermark !== undefined && position !== undefined && highWatermark > position;
  assignedPartition.unreadSince = isUnread ? performance.now() : undefined;
}
