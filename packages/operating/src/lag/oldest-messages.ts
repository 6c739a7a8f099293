/**
 * The oldest message at or after a position, of many partitions of a topic at once: their timestamps, by one reader that
 * fetches from each leader once as a rule, and again past transaction markers and gaps, and for batches that are large.
 */
import type { TopicReader } from '@kfw/core';

export interface PeekPosition {
  readonly partition: number;
  readonly from: number;
}

export interface PeekOptions {
  /** When no message has been found for so long, the search ends, and the positions that are left stay open. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export type Oldest =
  /** Milliseconds since the epoch; −1 for a message without a timestamp, `NaN` for one that no Date can hold. */
  | { readonly timestampMs: number }
  /** There is no message up to here, which is the end that the reader sees. */
  | { readonly noneBefore: number };

/**
 * By partition; without an entry where the time limit came first. Closes the reader. Throws the errors of `TopicReader`.
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
    const ends = await search(reader, positions, found, () => timer.refresh());
    if (isStopped) return found;
    for (const { partition, end } of ends) if (!found.has(partition)) found.set(partition, { noneBefore: end });
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

/** Returns the end of each partition. */
async function search(
  reader: TopicReader,
  positions: readonly PeekPosition[],
  found: Map<number, Oldest>,
  onFound: () => void,
): Promise<readonly { readonly partition: number; readonly end: number }[]> {
  const ranges = new Map(
    (await reader.offsets(positions.map(({ partition }) => partition))).map((range) => [range.partition, range]),
  );
  const spans = positions.map(({ partition, from }) => {
    const { low = from, high = from } = ranges.get(partition) ?? {};
    return { partition, from: Math.max(from, low), end: high };
  });
  const unread = spans.filter(({ from, end }) => from < end);
  if (unread.length === 0) return spans;
  let left = unread.length;
  for await (const { partition, records } of reader.read(unread)) {
    const [first] = records;
    if (first === undefined || found.has(partition)) continue;
    found.set(partition, { timestampMs: first.timestamp });
    onFound();
    left--;
    if (left === 0) break;
  }
  return spans;
}
