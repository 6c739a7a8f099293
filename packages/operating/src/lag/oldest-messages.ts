/**
 * The oldest message at or after a position, of many partitions of a topic at once: their timestamps, by one reader that
 * fetches from each leader once as a rule, and again only past transaction markers and gaps.
 */
import type { TopicReader } from '@kfw/core';

export interface PeekPosition {
  readonly partition: number;
  readonly from: number;
}

export interface PeekOptions {
  /** Positions whose message is not found by then are left open. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A timestamp in milliseconds since the epoch, −1 for a message without one; `none` where no message is left. */
export type Oldest = number | 'none';

/**
 * By partition; without an entry where the time limit came first. Messages are committed ones: the search ends where the
 * first open transaction begins. Closes the reader. Throws the errors of `TopicReader`.
 */
export async function oldestMessages(
  reader: TopicReader,
  positions: readonly PeekPosition[],
  { timeoutMs, signal }: PeekOptions,
): Promise<ReadonlyMap<number, Oldest>> {
  const found = new Map<number, Oldest>();
  let isStopped = false;
  let closing: Promise<void> | undefined;
  const stop = (): void => {
    isStopped = true;
    closing = reader.close();
    // Awaited below, where it throws.
    closing.catch(() => undefined);
  };
  const timer = setTimeout(stop, timeoutMs);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    await search(reader, positions, found);
    if (!isStopped) for (const { partition } of positions) if (!found.has(partition)) found.set(partition, 'none');
  } catch (thrown) {
    // A reader that is closed early rejects what waits for it.
    if (!isStopped) throw thrown;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    await (closing ?? reader.close());
  }
  return found;
}

async function search(
  reader: TopicReader,
  positions: readonly PeekPosition[],
  found: Map<number, Oldest>,
): Promise<void> {
  const ranges = new Map(
    (await reader.offsets(positions.map(({ partition }) => partition))).map((range) => [range.partition, range]),
  );
  const spans = positions.flatMap(({ partition, from }) => {
    const { low = from, high = from } = ranges.get(partition) ?? {};
    const span = { partition, from: Math.max(from, low), end: high };
    return span.from < span.end ? [span] : [];
  });
  if (spans.length === 0) return;
  let left = spans.length;
  for await (const { partition, records } of reader.read(spans)) {
    const [first] = records;
    if (first === undefined || found.has(partition)) continue;
    found.set(partition, first.timestamp);
    left--;
    if (left === 0) return;
  }
}
