/**
 * `lag`: how far groups are behind, in messages and in seconds. Messages are counted by offsets, with one request per
 * broker; seconds need the timestamp of the oldest message that is not committed, which is read from the topic.
 *
 *   groups → committed offsets → ends of their topics → oldest messages, a few topics at a time
 */
import type { GroupDescription, Transport } from '@kfw/core';
import { type GroupPosition, groupPositions, type PositionsAdmin } from './group-positions.js';
import { type Behind, keyOf, messageAges } from './message-ages.js';
import type { Oldest } from './oldest-messages.js';
import type { PartitionLag } from './partition-lag.js';
import type { TopicProblem } from './topic-ranges.js';

export interface LagCluster {
  readonly admin: PositionsAdmin;
  /** Topics are named as on the cluster. */
  readonly transport: Pick<Transport, 'reader'>;
}

export interface LagOptions {
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number;
  /** How long to look for the oldest message of a partition. Default 5,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of topics whose oldest messages have been read. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface LagReport {
  /** By group in the order given, then by topic and partition. */
  readonly partitions: readonly PartitionLag[];
  /** Topics about which something could not be found out: their figures are `null`. */
  readonly problems: readonly TopicProblem[];
}

const defaultTimeoutMs = 5_000;

/**
 * `groups`: described, such as by `requireGroups` or `consumerGroups`. A topic that cannot be read is a problem of the
 * report. Throws the errors of the admin, and the reason of the signal.
 */
export async function lag(
  { admin, transport }: LagCluster,
  groups: readonly GroupDescription[],
  { now = Date.now, timeoutMs = defaultTimeoutMs, signal, onProgress }: LagOptions = {},
): Promise<LagReport> {
  const { positions, problems } = await groupPositions(admin, groups);
  signal?.throwIfAborted();
  const ages = await messageAges(transport, positions.filter(isBehind), { timeoutMs, signal, onProgress });
  signal?.throwIfAborted();
  const readAt = now();
  const partitions = positions.map((position): PartitionLag => {
    const { group, topic, partition, committed, end, lag: messages } = position;
    const lagSeconds = isBehind(position)
      ? secondsSince(ages.oldest.get(keyOf(position)), readAt)
      : messages === 0
        ? 0
        : null;
    return { group, topic, partition, committed, end, lag: messages, lagSeconds };
  });
  return { partitions, problems: [...problems, ...ages.problems] };
}

function isBehind(position: GroupPosition): position is GroupPosition & Behind {
  return position.lag !== null && position.lag > 0;
}

function secondsSince(oldest: Oldest | undefined, nowMs: number): number | null {
  if (oldest === undefined) return null;
  if ('noneBefore' in oldest) return 0;
  // A message without a timestamp, or with one that no Date can hold.
  if (!(oldest.timestampMs >= 0)) return null;
  // The producer's clock may be ahead.
  return Math.max(0, nowMs - oldest.timestampMs) / 1_000;
}
