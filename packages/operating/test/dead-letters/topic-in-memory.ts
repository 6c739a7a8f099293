/** A topic in memory, and the records in it. */
import { headersByName, type RawRecord, type TopicReader } from '@kfw/core';

export function record(offset: number, headers: Record<string, string> = {}, rest: Partial<RawRecord> = {}): RawRecord {
  const entries = Object.entries(headers).map(([name, value]) => [Buffer.from(name), Buffer.from(value)] as const);
  return {
    offset,
    timestamp: offset * 1_000,
    key: Buffer.from(`k${offset % 2}`),
    value: null,
    headers: headersByName(entries),
    sizeBytes: 1,
    ...rest,
  };
}

/** A topic in memory: the records of each partition, the end offset after the last of them and so many markers. */
export function readerOf(partitions: readonly (readonly RawRecord[])[], low = 0, markers = 0): TopicReader {
  const endOf = (partition: number) => (partitions[partition]?.at(-1)?.offset ?? -1) + 1 + markers;
  return {
    partitions: async () => [...partitions.keys()],
    offsets: async (of) => of.map((partition) => ({ partition, low, high: endOf(partition) })),
    offsetsAt: async (of, timestampMs) =>
      of.map((partition) => ({
        partition,
        offset: partitions[partition]?.find(({ timestamp }) => timestamp >= timestampMs)?.offset,
      })),
    async *read(spans) {
      for (const { partition, from, end = endOf(partition) } of spans) {
        const records = (partitions[partition] ?? []).filter(({ offset }) => offset >= from && offset < end);
        if (records.length > 0) yield { partition, highWatermark: endOf(partition), records };
      }
      return undefined;
    },
    close: async () => undefined,
  };
}
