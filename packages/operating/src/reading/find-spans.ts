/**
 * Looks up the stretches of a topic's partitions that a range is about. A partition that has not as much as the range asks
 * for is read as far as it goes; an offset that no partition reaches is an error.
 */
import type { TopicReader } from '@kfw/core';
import { operatingError } from '../errors.js';
import { newestMessages } from './newest-messages.js';
import type { FoundSpan, ReadPlace, ReadRange } from './read-range.js';

interface Limits {
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/**
 * `open` gives a reader for each reading, which is closed here. Throws `KFW_PARTITION_NOT_FOUND`, `KFW_OFFSET_OUT_OF_RANGE`,
 * and what the reader throws.
 */
export async function findSpans(topic: string, range: ReadRange, open: () => TopicReader): Promise<FoundSpan[]> {
  const reader = open();
  try {
    const partitions = await chosen(topic, range.partitions, reader);
    const limits = await reader.offsets(partitions);
    const { from, to = { kind: 'latest' }, follow = false } = range;
    const ends = await offsetsOf(reader, limits, to);
    const spans = limits.map(({ partition, low, high }) => ({
      partition,
      low,
      high,
      from: low,
      end: within(ends.get(partition) ?? high, low, high),
    }));
    const starts =
      from.kind === 'last' ? await newestMessages(spans, from.count, open) : await offsetsOf(reader, limits, from);
    if (from.kind === 'offset') checkOffset(topic, from.offset, limits);
    return spans.map((span) => {
      const start = within(starts.get(span.partition) ?? span.high, span.low, span.high);
      return { ...span, from: start, end: follow ? undefined : Math.max(start, span.end) };
    });
  } finally {
    await reader.close();
  }
}

async function chosen(topic: string, partitions: ReadRange['partitions'], reader: TopicReader): Promise<number[]> {
  const existing = await reader.partitions();
  if (partitions === undefined) return existing;
  const missing = partitions.filter((partition) => !existing.includes(partition));
  if (missing.length === 0) return [...new Set(partitions)].sort((one, other) => one - other);
  throw operatingError('KFW_PARTITION_NOT_FOUND', { topic, missing, last: existing.length - 1 });
}

async function offsetsOf(
  reader: TopicReader,
  limits: readonly Limits[],
  place: ReadPlace,
): Promise<ReadonlyMap<number, number>> {
  switch (place.kind) {
    case 'earliest':
      return new Map(limits.map(({ partition, low }) => [partition, low]));
    case 'latest':
      return new Map(limits.map(({ partition, high }) => [partition, high]));
    case 'offset':
      return new Map(limits.map(({ partition }) => [partition, place.offset]));
    case 'time': {
      const partitions = limits.map(({ partition }) => partition);
      const found = await reader.offsetsAt(partitions, place.timestampMs);
      // Without a message as late as that, there is only the end.
      return new Map(limits.map(({ partition, high }) => [partition, offsetIn(found, partition) ?? high]));
    }
  }
}

function offsetIn(found: Awaited<ReturnType<TopicReader['offsetsAt']>>, partition: number): number | undefined {
  return found.find((each) => each.partition === partition)?.offset;
}

function checkOffset(topic: string, offset: number, limits: readonly Limits[]): void {
  if (limits.length === 0 || limits.some(({ high }) => offset <= high)) return;
  throw operatingError('KFW_OFFSET_OUT_OF_RANGE', { outside: limits.map((each) => ({ ...each, topic, to: offset })) });
}

function within(offset: number, low: number, high: number): number {
  return Math.min(Math.max(offset, low), high);
}
