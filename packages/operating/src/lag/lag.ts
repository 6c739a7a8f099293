/**
 * `lag`: how far groups are behind, in messages and in seconds. Messages are counted by offsets, with one request per
 * broker; seconds need the timestamp of the oldest message that is not committed, which is read from the topic.
 *
 *   groups → committed offsets → ends of their topics → oldest messages, a few topics at a time
 */
import { type GroupDescription, type Transport, toError } from '@kfw/core';
import { concurrently } from '../concurrently.js';
import { type GroupPosition, groupPositions, type PositionsAdmin, type TopicProblem } from './group-positions.js';
import { type Oldest, oldestMessages, type PeekPosition } from './oldest-messages.js';
import type { PartitionLag } from './partition-lag.js';

export interface LagCluster {
  readonly admin: PositionsAdmin;
  /** Topics are named as on the cluster. */
  readonly transport: Pick<Transport, 'reader'>;
}

export interface LagOptions {
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number;
  /** How long to look for the oldest messages of a topic. Default 5,000. */
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
/** Each has connections of its own. */
const concurrentReaders = 4;
/** Enough for the first message of most partitions; a larger one comes alone. */
const limits = {
  maxBytesPerPartition: 16_384,
  maxBytes: 1_048_576,
  maxBatchBytes: 67_108_864,
  fetchMaxWaitMs: 100,
  metadataMaxAgeMs: 300_000,
};

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
  const unread = new Map<string, Error>();
  const oldest = new Map<string, Oldest>();
  const peeks = peeksOf(positions.filter(needsReading));
  let done = 0;
  await concurrently(peeks, concurrentReaders, async ({ topic, from }) => {
    signal?.throwIfAborted();
    const reader = transport.reader({ topic, ...limits, retryTimeoutMs: timeoutMs });
    try {
      const found = await oldestMessages(reader, from, { timeoutMs, signal });
      for (const position of from) {
        const message = found.get(position.partition);
        if (message !== undefined) oldest.set(keyOf(topic, position), message);
      }
    } catch (thrown) {
      unread.set(topic, toError(thrown));
    }
    onProgress?.(++done, peeks.length);
  });
  signal?.throwIfAborted();
  const readAt = now();
  const partitions = positions.map((position): PartitionLag => {
    const { group, topic, partition, committed, end, lag: messages } = position;
    const lagSeconds = needsReading(position)
      ? secondsSince(oldest.get(keyOf(topic, { partition, from: position.committed })), readAt)
      : messages === 0
        ? 0
        : null;
    return { group, topic, partition, committed, end, lag: messages, lagSeconds };
  });
  return { partitions, problems: [...problems, ...Array.from(unread, ([topic, error]) => ({ topic, error }))] };
}

type Behind = GroupPosition & { readonly committed: number; readonly end: number; readonly lag: number };

function needsReading(position: GroupPosition): position is Behind {
  return position.lag !== null && position.lag > 0;
}

function secondsSince(oldest: Oldest | undefined, nowMs: number): number | null {
  if (oldest === 'none') return 0;
  // A message without a timestamp, or with one that no Date can hold.
  if (oldest === undefined || !(oldest >= 0)) return null;
  // The producer's clock may be ahead.
  return Math.max(0, nowMs - oldest) / 1_000;
}

interface Peek {
  readonly topic: string;
  /** A partition once. */
  readonly from: readonly PeekPosition[];
}

/** A reader has one position per partition: a topic that groups read at different offsets needs several, one after another. */
function peeksOf(positions: readonly Behind[]): Peek[] {
  return [...Map.groupBy(positions, ({ topic }) => topic)].flatMap(([topic, ofTopic]) => {
    const rounds: PeekPosition[][] = [];
    for (const [partition, rows] of Map.groupBy(ofTopic, (row) => row.partition)) {
      [...new Set(rows.map(({ committed }) => committed))].forEach((from, index) => {
        rounds[index] ??= [];
        rounds[index].push({ partition, from });
      });
    }
    return rounds.map((from) => ({ topic, from }));
  });
}

function keyOf(topic: string, { partition, from }: PeekPosition): string {
  return `${topic} ${partition} ${from}`;
}
