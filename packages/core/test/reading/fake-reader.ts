/** A reader of one topic in memory: its ranges, what each point in time leads to, and batches by script. */
import type { RawRecord } from '../../src/ports/records.js';
import type { ReadBatch, ReaderOptions, ReadSpan, TopicReader } from '../../src/ports/transport.js';

export interface FakeReader extends TopicReader {
  readonly spans: ReadSpan[];
  growing: boolean | undefined;
  closed: number;
  readonly timesAsked: { partitions: readonly number[]; timestampMs: number }[];
}

export interface Ranges {
  readonly [partition: number]: readonly [low: number, high: number];
}

export function fakeReader(
  ranges: Ranges,
  batches: () => AsyncIterable<ReadBatch> = async function* () {},
  offsetAt: (partition: number, timestampMs: number) => number | undefined = () => undefined,
): FakeReader {
  const closing = Promise.withResolvers<void>();
  const reader: FakeReader = {
    spans: [],
    growing: undefined,
    closed: 0,
    timesAsked: [],
    partitions: async () => Object.keys(ranges).map(Number),
    offsets: async (partitions) =>
      partitions.map((partition) => {
        const [low, high] = ranges[partition] ?? [0, 0];
        return { partition, low, high };
      }),
    async offsetsAt(partitions, timestampMs) {
      reader.timesAsked.push({ partitions, timestampMs });
      return partitions.map((partition) => ({ partition, offset: offsetAt(partition, timestampMs) }));
    },
    async *read(spans, { growing } = {}) {
      reader.spans.push(...spans);
      reader.growing = growing;
      const iterator = batches()[Symbol.asyncIterator]();
      const end = closing.promise.then(() => ({ done: true as const, value: undefined }));
      for (;;) {
        const next = await Promise.race([iterator.next(), end]);
        if (next.done) return undefined;
        yield next.value;
      }
    },
    async close() {
      reader.closed++;
      closing.resolve();
    },
  };
  return reader;
}

export const limits: Omit<ReaderOptions, 'topic'> = {
  fetchMaxWaitMs: 100,
  maxBytesPerPartition: 1_000,
  maxBatchBytes: 1_000,
  maxBytes: 1_000,
  metadataMaxAgeMs: 1_000,
  retryTimeoutMs: 1_000,
};

export function batch(partition: number, from: number, ...values: readonly (string | null)[]): ReadBatch {
  const records = values.map((value, index): RawRecord => {
    const bytes = value === null ? null : Buffer.from(value);
    return { offset: from + index, timestamp: 1_000, key: Buffer.from('k'), value: bytes, headers: {}, sizeBytes: 1 };
  });
  return { partition, highWatermark: 100, records };
}
