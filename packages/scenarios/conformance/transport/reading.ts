/** The conformance cases of every transport's reader. */
import { describe, expect, it } from '@jest/globals';
import type { Compression, ReaderOptions, ReadSpan, TopicReader } from '@kfw/core';
import { type MakeTransport, type Rig, record, useRig } from './rig.js';

const readerDefaults: Omit<ReaderOptions, 'topic'> = {
  fetchMaxWaitMs: 100,
  maxBytesPerPartition: 1_048_576,
  maxBatchBytes: 67_108_864,
  maxBytes: 10_485_760,
  metadataMaxAgeMs: 60_000,
  retryTimeoutMs: 10_000,
};

/** Uses a reader, and closes it. */
async function reading<T>(
  { transport }: Rig,
  topic: string,
  use: (reader: TopicReader) => Promise<T>,
  options: Partial<ReaderOptions> = {},
): Promise<T> {
  const reader = transport.reader({ ...readerDefaults, ...options, topic });
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}

/** All values of the spans, by partition. */
async function valuesOf(reader: TopicReader, spans: readonly ReadSpan[]): Promise<Record<number, string[]>> {
  const values: Record<number, string[]> = {};
  for await (const { partition, records } of reader.read(spans)) {
    values[partition] = [...(values[partition] ?? []), ...records.map(({ value }) => String(value))];
  }
  return values;
}

export function readingConformance(makeTransport: MakeTransport): void {
  const rig = useRig(makeTransport);

  it('reports partitions, first offsets and ends of its topic', async () => {
    const topic = await rig().topic(2);
    await rig().send(topic, 1, 'a', 'b');
    await reading(rig(), topic, async (reader) => {
      expect(await reader.partitions()).toEqual([0, 1]);
      expect(await reader.offsets([1, 0])).toEqual([
        { partition: 1, low: 0, high: 2 },
        { partition: 0, low: 0, high: 0 },
      ]);
      expect(await reader.offsets([])).toEqual([]);
    });
  });

  it('reports the first offset that is not older than a time, and none where there is none', async () => {
    const topic = await rig().topic(2);
    const at = (since: number) => 1_700_000_000_000 + since;
    const records = [1_000, 2_000].map((since) => record({ timestamp: at(since) }));
    await (await rig().sink()).send([{ topic, partition: 1, records }]);
    await reading(rig(), topic, async (reader) => {
      expect(await reader.offsetsAt([0, 1], at(1_500))).toEqual([
        { partition: 0, offset: undefined },
        { partition: 1, offset: 1 },
      ]);
      expect(await reader.offsetsAt([1], at(2_001))).toEqual([{ partition: 1, offset: undefined }]);
    });
  });

  it('names a topic that does not exist', async () => {
    const topic = rig().name();
    await expect(reading(rig(), topic, (reader) => reader.partitions())).rejects.toMatchObject({
      code: 'KFW_TOPIC_UNKNOWN',
      message: expect.stringContaining(topic),
    });
  });

  it('reads each span in order, from its beginning up to its end, and nothing else', async () => {
    const topic = await rig().topic(3);
    for (const partition of [0, 1, 2]) await rig().send(topic, partition, 'a', 'b', 'c', 'd', 'e');
    const spans = [
      { partition: 0, from: 1, end: 3 },
      { partition: 2, from: 4, end: 5 },
    ];
    const values = await reading(rig(), topic, (reader) => valuesOf(reader, spans));
    expect(values).toEqual({ 0: ['b', 'c'], 2: ['e'] });
  });

  it('reads topics that take many fetches', async () => {
    const topic = await rig().topic(2);
    const sent = Array.from({ length: 50 }, (_, index) => `${index} ${'x'.repeat(100)}`);
    for (const value of sent) for (const partition of [0, 1]) await rig().send(topic, partition, value);
    const spans = [0, 1].map((partition) => ({ partition, from: 0, end: 50 }));
    const small = { maxBytesPerPartition: 400, maxBytes: 500 };
    expect(await reading(rig(), topic, (reader) => valuesOf(reader, spans), small)).toEqual({ 0: sent, 1: sent });
  });

  it.each<Compression>(['none', 'gzip', 'snappy', 'lz4', 'zstd'])(
    'reads batches compressed with %s',
    async (compression) => {
      const topic = await rig().topic();
      const records = ['a', 'b', 'c'].map((value) => record({ value: Buffer.from(value) }));
      await (await rig().sink({ compression })).send([{ topic, partition: 0, records }]);
      const spans = [{ partition: 0, from: 1, end: 3 }];
      expect(await reading(rig(), topic, (reader) => valuesOf(reader, spans))).toEqual({ 0: ['b', 'c'] });
    },
  );

  it('waits for later messages when a span has no end, until it is closed', async () => {
    const topic = await rig().topic();
    await reading(rig(), topic, async (reader) => {
      const batches = reader.read([{ partition: 0, from: 0 }]);
      const first = batches.next();
      await rig().send(topic, 0, 'late');
      expect((await first).value?.records.map(({ value }) => String(value))).toEqual(['late']);
      const second = batches.next();
      await reader.close();
      expect(await second).toEqual({ done: true, value: undefined });
    });
  });

  it('joins no group and commits nothing', async () => {
    const topic = await rig().topic();
    const group = rig().name();
    await rig().send(topic, 0, 'a');
    await reading(rig(), topic, (reader) => valuesOf(reader, [{ partition: 0, from: 0, end: 1 }]));
    expect(await rig().transport.admin.groupOffsets(group, [topic])).toEqual([{ topic, partition: 0, offset: null }]);
  });

  describe('during transactions', () => {
    it('reads committed messages; aborted ones, also at the end, do not block it', async () => {
      const topic = await rig().topic();
      const id = rig().name();
      const { transactions } = rig().transport;
      const batch = (value: string) => [{ topic, partition: 0, records: [record({ value: Buffer.from(value) })] }];
      const committed = await transactions.begin(id);
      await committed.send(batch('committed'));
      await committed.commit();
      await rig().send(topic, 0, 'plain');
      const aborted = await transactions.begin(id);
      await aborted.send(batch('aborted'));
      await aborted.abort();
      await reading(rig(), topic, async (reader) => {
        // Each transaction leaves a marker behind.
        const [range] = await endsAt(reader, 5);
        const values = await valuesOf(reader, [{ partition: 0, from: 0, end: range?.high ?? 0 }]);
        expect(values).toEqual({ 0: ['committed', 'plain'] });
      });
    });

    it('ends where an open transaction begins', async () => {
      const topic = await rig().topic();
      await rig().send(topic, 0, 'before');
      const open = await rig().transport.transactions.begin(rig().name());
      await open.send([{ topic, partition: 0, records: [record()] }]);
      await rig().send(topic, 0, 'after');
      const ranges = await reading(rig(), topic, (reader) => reader.offsets([0]));
      expect(ranges).toEqual([{ partition: 0, low: 0, high: 1 }]);
      await open.abort();
    });

    it('reads messages of open and aborted transactions when it is told to', async () => {
      const topic = await rig().topic();
      const batch = (value: string) => [{ topic, partition: 0, records: [record({ value: Buffer.from(value) })] }];
      const aborted = await rig().transport.transactions.begin(rig().name());
      await aborted.send(batch('aborted'));
      await aborted.abort();
      await reading(rig(), topic, (reader) => endsAt(reader, 2));
      const open = await rig().transport.transactions.begin(rig().name());
      await open.send(batch('open'));
      await rig().send(topic, 0, 'after');
      const use = async (reader: TopicReader) => {
        const [range] = await reader.offsets([0]);
        return [range?.high, await valuesOf(reader, [{ partition: 0, from: 0, end: range?.high ?? 0 }])];
      };
      const read = await reading(rig(), topic, use, { uncommitted: true });
      expect(read).toEqual([4, { 0: ['aborted', 'open', 'after'] }]);
      await open.abort();
    });
  });
}

/** Markers are written after the end of a transaction is answered: asks until the end is there. */
async function endsAt(reader: TopicReader, high: number): ReturnType<TopicReader['offsets']> {
  for (;;) {
    const ranges = await reader.offsets([0]);
    if (ranges.every((range) => range.high >= high)) return ranges;
    await new Promise(setImmediate);
  }
}
