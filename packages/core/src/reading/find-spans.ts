/**
 * The first and last offset of each partition that is read, looked up in the cluster. An offset that a partition does not
 * have is refused: a client would silently go to the beginning or the end instead.
 */
import { coreError } from '../errors/core-errors.js';
import type { ReadSpan, TopicReader } from '../ports/transport.js';
import type { CheckedPosition, ReadRequest } from './read-options.js';

interface Range {
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/** Throws `KFW_PARTITION_INVALID`, `KFW_READ_OUT_OF_RANGE`, and what the reader throws. */
export async function findSpans(reader: TopicReader, request: ReadRequest): Promise<ReadSpan[]> {
  const { topic, follow } = request;
  const existing = await reader.partitions();
  const partitions = request.partitions ?? existing;
  for (const partition of [...partitions, ...request.named]) {
    if (existing.includes(partition)) continue;
    throw coreError('KFW_PARTITION_INVALID', { topic, partition, partitions: existing.length });
  }
  const ranges = await reader.offsets(partitions);
  const starts = await offsetsOf(reader, ranges, request.from);
  const ends = await offsetsOf(reader, ranges, follow ? () => 'latest' : request.until);
  return ranges.map(({ partition, low, high }) => {
    const from = starts.get(partition) ?? low;
    if (from < low || from > high)
      throw coreError('KFW_READ_OUT_OF_RANGE', { topic, partition, offset: from, low, high });
    return { partition, from, end: follow ? undefined : Math.min(ends.get(partition) ?? high, high) };
  });
}

/** One question per point in time that is given, and none for all else. */
async function offsetsOf(
  reader: TopicReader,
  ranges: readonly Range[],
  positionOf: (partition: number) => CheckedPosition,
): Promise<ReadonlyMap<number, number>> {
  const offsets = new Map<number, number>();
  const timed = new Map<number, Range[]>();
  for (const range of ranges) {
    const position = positionOf(range.partition);
    if (position instanceof Date) {
      const together = timed.get(position.getTime()) ?? [];
      timed.set(position.getTime(), [...together, range]);
    } else if (typeof position === 'number') offsets.set(range.partition, position);
    else offsets.set(range.partition, position === 'earliest' ? range.low : range.high);
  }
  for (const [timestampMs, together] of timed) {
    const partitions = together.map(({ partition }) => partition);
    const found = await reader.offsetsAt(partitions, timestampMs);
    for (const { partition, low, high } of together) {
      const offset = found.find((each) => each.partition === partition)?.offset ?? high;
      // What is found beyond the end belongs to a transaction that is open.
      offsets.set(partition, Math.min(Math.max(offset, low), high));
    }
  }
  return offsets;
}
