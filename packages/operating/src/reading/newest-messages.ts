/**
 * Finds where the newest messages of a topic begin: so many in all, by their timestamps, taken from the ends of the
 * partitions. Offsets may have gaps (compaction, transaction markers), so the ends are read, further back if need be.
 */
import type { TopicReader } from '@kfw/core';

interface Stretch {
  readonly partition: number;
  readonly low: number;
  /** The first offset after it. */
  readonly end: number;
}

/** The messages at the end of a partition: `offsets` and their `timestamps`, from `start` on. */
interface Tail {
  readonly stretch: Stretch;
  readonly start: number;
  readonly offsets: readonly number[];
  readonly timestamps: readonly number[];
}

/** By partition, the offset of the first of the newest `count` messages; the end where there are none of them. */
export async function newestMessages(
  stretches: readonly Stretch[],
  count: number,
  open: () => TopicReader,
): Promise<ReadonlyMap<number, number>> {
  const tails: Tail[] = [];
  let missing = stretches.map((stretch) => ({ stretch, length: count }));
  while (missing.length > 0) {
    const read = await readTails(missing, open);
    const short = read.filter(({ offsets, start, stretch }) => offsets.length < count && start > stretch.low);
    tails.push(...read.filter((tail) => !short.includes(tail)));
    missing = short.map(({ stretch, start }) => ({ stretch, length: (stretch.end - start) * 2 }));
  }
  return startsOf(tails, count);
}

async function readTails(
  wanted: readonly { readonly stretch: Stretch; readonly length: number }[],
  open: () => TopicReader,
): Promise<Tail[]> {
  const tails = wanted.map(({ stretch, length }) => {
    const start = Math.max(stretch.low, stretch.end - length);
    return { stretch, start, offsets: [] as number[], timestamps: [] as number[] };
  });
  const byPartition = new Map(tails.map((tail) => [tail.stretch.partition, tail]));
  const spans = tails.map(({ stretch, start }) => ({ partition: stretch.partition, from: start, end: stretch.end }));
  const reader = open();
  try {
    for await (const { partition, records } of reader.read(spans.filter(({ from, end }) => from < end))) {
      const tail = byPartition.get(partition);
      for (const { offset, timestamp } of records) {
        tail?.offsets.push(offset);
        tail?.timestamps.push(Number.isNaN(timestamp) ? -1 : timestamp);
      }
    }
  } finally {
    await reader.close();
  }
  return tails;
}

/** Takes the newest of the last messages of all partitions, again and again. */
function startsOf(tails: readonly Tail[], count: number): ReadonlyMap<number, number> {
  const left = tails.map((tail) => ({ tail, index: tail.offsets.length, start: tail.stretch.end }));
  for (let taken = 0; taken < count; taken++) {
    let newest: (typeof left)[number] | undefined;
    for (const each of left) {
      if (each.index > 0 && (newest === undefined || lastOf(each) > lastOf(newest))) newest = each;
    }
    if (newest === undefined) break;
    newest.index--;
    newest.start = newest.tail.offsets[newest.index] ?? newest.start;
  }
  return new Map(left.map(({ tail, start }) => [tail.stretch.partition, start]));
}

function lastOf({ tail, index }: { readonly tail: Tail; readonly index: number }): number {
  return tail.timestamps[index - 1] ?? -1;
}
