/** The offset of a position in each partition. */
import type { Admin, PartitionRange, TopicPartition } from '@kfw/core';
import { operatingError } from '../errors.js';
import type { CommittedPosition, MoveRemark } from './move-plan.js';
import { newestMessageTime } from './newest-message-time.js';
import type { Position } from './position.js';

export interface Target extends PartitionRange {
  /** `undefined` where the position is counted from a committed offset, and there is none. */
  readonly to: number | undefined;
  readonly remark?: MoveRemark;
}

type TimeLookup = Pick<Admin, 'offsetsAt'>;

/** Throws `KFW_OFFSET_OUT_OF_RANGE` and `KFW_TIME_OUT_OF_RANGE`. */
export async function targetsOfPosition(
  admin: TimeLookup,
  position: Position,
  partitions: readonly PartitionRange[],
  committed: readonly CommittedPosition[],
): Promise<Target[]> {
  switch (position.kind) {
    case 'earliest':
      return partitions.map((range) => ({ ...range, to: range.low }));
    case 'latest':
      return partitions.map((range) => ({ ...range, to: range.high }));
    case 'offset':
      return exactTargets(
        partitions.map((range) => ({ ...range, to: position.offset })),
        timeOf(position.offset),
      );
    case 'shift':
      return partitions.map((range) => {
        const from = offsetOf(committed, range);
        return from === undefined ? { ...range, to: undefined } : limited(range, from + position.by);
      });
    case 'time':
      return targetsOfTime(admin, position.timestampMs, partitions);
  }
}

/** The milliseconds of what looks like a time of 2001 to 2096, in seconds or in milliseconds since 1970. */
function timeOf(offset: number): number | undefined {
  if (offset >= 1e9 && offset < 4e9) return offset * 1_000;
  return offset >= 1e12 && offset < 4e12 ? offset : undefined;
}

/**
 * Throws `KFW_OFFSET_OUT_OF_RANGE`, which names all that are outside their partition; `timeMs` is what was meant if it was
 * a time.
 */
export function exactTargets<Exact extends PartitionRange & { readonly to: number }>(
  targets: readonly Exact[],
  timeMs?: number,
): Exact[] {
  const outside = targets.filter(({ low, high, to }) => to < low || to > high);
  if (outside.length > 0) throw operatingError('KFW_OFFSET_OUT_OF_RANGE', { outside, timeMs });
  return [...targets];
}

/** Within what there is, as Kafka's own tool does it. */
export function limited(range: PartitionRange, offset: number): Target {
  if (offset < range.low) return { ...range, to: range.low, remark: 'limitedToFirst' };
  if (offset > range.high) return { ...range, to: range.high, remark: 'limitedToEnd' };
  return { ...range, to: offset };
}

export function offsetOf(committed: readonly CommittedPosition[], at: TopicPartition): number | undefined {
  return committed.find(({ topic, partition }) => topic === at.topic && partition === at.partition)?.offset;
}

async function targetsOfTime(
  admin: TimeLookup,
  timestampMs: number,
  partitions: readonly PartitionRange[],
): Promise<Target[]> {
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  const found = await Promise.all(
    topics.map(async (topic) => (await admin.offsetsAt(topic, timestampMs)).map((each) => ({ topic, ...each }))),
  );
  const offsets = found.flat();
  const targets = partitions.map((range) => targetOfTime(range, offsetOf(offsets, range) ?? range.high));
  if (targets.every(({ to, high }) => to === high)) {
    const newestMs = await newestMessageTime(admin, topics, timestampMs);
    throw operatingError('KFW_TIME_OUT_OF_RANGE', { timestampMs, newestMs, partitions });
  }
  return targets;
}

function targetOfTime(range: PartitionRange, found: number): Target {
  // Between two lookups messages arrive, and retention deletes others.
  const to = Math.min(Math.max(found, range.low), range.high);
  if (to === range.high) return { ...range, to, remark: 'noLaterMessage' };
  return to === range.low && to > 0 ? { ...range, to, remark: 'olderDeleted' } : { ...range, to };
}
