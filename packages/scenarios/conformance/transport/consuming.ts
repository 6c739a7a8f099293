/** The conformance cases of every source: where it starts, the contents of a batch, back-pressure, redelivery, commits. */
import { describe, expect, it } from '@jest/globals';
import type { Compression, RawRecord } from '@kfw/core';
import { RecordingHandlers } from './recording-handlers.js';
import { type MakeTransport, record, useRig } from './rig.js';

const compressions: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

export function consumingConformance(makeTransport: MakeTransport): void {
  const rig = useRig(makeTransport);

  describe('where a group starts', () => {
    it('reads a topic from its earliest offset when the group has none', async () => {
      const topic = await rig().topic();
      await rig().send(topic, 0, 'a', 'b');
      const { seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.records().length === 2);
      expect(seen.values()).toEqual(['a', 'b']);
    });

    it('reads messages that come after its start, when it begins at the latest', async () => {
      const topic = await rig().topic();
      await rig().send(topic, 0, 'before');
      const seen = new RecordingHandlers();
      const source = rig().source(rig().name(), [{ topic, startFrom: 'latest' }]);
      await source.start(seen);
      await rig().send(topic, 0, 'after');
      await seen.until(() => seen.records().length > 0);
      expect(seen.values()).toEqual(['after']);
    });

    it('continues at the committed offset', async () => {
      const topic = await rig().topic();
      const group = rig().name();
      await rig().send(topic, 0, 'a', 'b', 'c');
      const first = await rig().member(group, topic);
      await first.seen.until(() => first.seen.records().length === 3);
      await first.source.commit([{ topic, partition: 0, offset: 2, generation: first.seen.generationOf(0) }]);
      await first.source.stop();
      const second = await rig().member(group, topic);
      await second.seen.until(() => second.seen.records().length > 0);
      expect(second.seen.values()).toEqual(['c']);
    });
  });

  describe('its reported progress', () => {
    it('has no value before its first request, and then that of the last record read', async () => {
      const topic = await rig().topic();
      await rig().send(topic, 0, 'a', 'b');
      const seen = new RecordingHandlers();
      const source = rig().source(rig().name(), [{ topic, startFrom: 'earliest' }]);
      expect(source.progress?.()).toEqual({ isMember: false, polledAt: undefined, partitions: [] });
      const before = performance.now();
      await source.start(seen);
      await seen.until(() => seen.records().length === 2);
      const progress = source.progress?.();
      expect(progress).toMatchObject({ isMember: true, partitions: [{ topic, partition: 0, position: 2, end: 2 }] });
      expect(progress?.polledAt).toBeGreaterThan(before);
      await source.stop();
      expect(source.progress?.()).toMatchObject({ partitions: [] });
    });
  });

  describe('what a batch carries', () => {
    it('names its generation, its high watermark and its bytes', async () => {
      const topic = await rig().topic();
      await rig().send(topic, 0, 'one', 'two');
      const { seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.batches.length > 0);
      const [batch] = seen.batches;
      expect(batch).toMatchObject({ topic, partition: 0, generation: seen.generationOf(0), highWatermark: 2 });
      for (const { sizeBytes } of batch?.records ?? []) expect(sizeBytes).toBeGreaterThanOrEqual('one'.length);
    });

    it('goes up to one past the last record: markers and aborted messages included, also where there is nothing else', async () => {
      const topic = await rig().topic();
      const { transactions } = rig().transport;
      const transactionalId = rig().name();
      const send = async (value: string, end: 'commit' | 'abort') => {
        const transaction = await transactions.begin(transactionalId);
        await transaction.send([{ topic, partition: 0, records: [record({ value: Buffer.from(value) })] }]);
        await transaction[end]();
      };
      await send('one', 'commit');
      const { seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.batches.at(-1)?.nextOffset === 2);
      await send('two', 'abort');
      await seen.until(() => seen.batches.at(-1)?.nextOffset === 4);
      expect(seen.records().map(({ value }) => String(value))).toEqual(['one']);
    });

    it('has headers one by one as sent: null values, repetitions, names that are not UTF-8', async () => {
      const topic = await rig().topic();
      const sink = await rig().sink();
      const headerEntries: RawRecord['headerEntries'] = [
        [Buffer.from([0xff]), null],
        [Buffer.from('h'), Buffer.from('1')],
        [Buffer.from([0xff]), Buffer.alloc(0)],
        [Buffer.from('h'), null],
      ];
      await sink.send([{ topic, partition: 0, records: [record({ headerEntries })] }]);
      const { seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.records().length === 1);
      expect(seen.records()[0]?.headerEntries).toEqual(headerEntries);
    });

    it('has key, value, timestamp and offset as sent', async () => {
      const topic = await rig().topic();
      const sink = await rig().sink();
      const sent = record({ key: Buffer.from([0, 255]), value: Buffer.from([1, 254]), timestamp: 1_700_000_000_123 });
      await sink.send([{ topic, partition: 0, records: [record(), sent] }]);
      const { seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.records().length === 2);
      const received = seen.records()[1];
      expect(received?.offset).toBe(1);
      expect(received?.timestamp).toBe(1_700_000_000_123);
      expect(received?.key).toEqual(Buffer.from([0, 255]));
      expect(received?.value).toEqual(Buffer.from([1, 254]));
    });

    it('has headers as sent, repeated ones in order, whatever their names', async () => {
      const topic = await rig().topic();
      const sink = await rig().sink();
      const headers = Object.assign(Object.create(null), { one: 'x', many: ['a', Buffer.from('b')], constructor: 'c' });
      Object.defineProperty(headers, '__proto__', { value: 'd', enumerable: true });
      await sink.send([{ topic, partition: 0, records: [record({ headers }), record()] }]);
      const { seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.records().length === 2);
      const [withHeaders, without] = seen.records();
      expect(Object.getPrototypeOf(withHeaders?.headers)).toBeNull();
      expect(Object.entries(withHeaders?.headers ?? {}).sort()).toEqual([
        ['__proto__', Buffer.from('d')],
        ['constructor', Buffer.from('c')],
        ['many', [Buffer.from('a'), Buffer.from('b')]],
        ['one', Buffer.from('x')],
      ]);
      expect(Object.keys(without?.headers ?? {})).toEqual([]);
    });

    it('distinguishes a tombstone from an empty value, and no key from an empty one', async () => {
      const topic = await rig().topic();
      const sink = await rig().sink();
      const records = [record({ value: null, key: Buffer.alloc(0) }), record({ value: Buffer.alloc(0) })];
      await sink.send([{ topic, partition: 0, records }]);
      const { seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.records().length === 2);
      expect(seen.records().map(({ key, value }) => [key, value])).toEqual([
        [Buffer.alloc(0), null],
        [null, Buffer.alloc(0)],
      ]);
    });

    it.each(compressions)('reads messages that were sent with compression %s', async (compression) => {
      const topic = await rig().topic();
      const sink = await rig().sink({ compression });
      const values = Array.from({ length: 100 }, (_, index) => `value ${index} `.repeat(20));
      const records = values.map((value) => record({ value: Buffer.from(value) }));
      const [result] = await sink.send([{ topic, partition: 0, records }]);
      expect(result).toMatchObject({ ok: true, baseOffset: 0 });
      const { seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.records().length === values.length);
      expect(seen.values()).toEqual(values);
    });
  });

  describe('back-pressure and redelivery', () => {
    it('pauses one partition while the others continue, and resumes it where it was', async () => {
      const topic = await rig().topic(2);
      const { source, seen } = await rig().member(rig().name(), topic);
      await rig().send(topic, 0, 'a');
      await seen.until(() => seen.records(0).length === 1);
      source.pause([{ topic, partition: 0 }]);
      await rig().send(topic, 0, 'b');
      for (const value of ['x', 'y']) {
        const delivered = seen.records(1).length;
        await rig().send(topic, 1, value);
        await seen.until(() => seen.records(1).length > delivered);
      }
      expect(seen.values(0)).toEqual(['a']);
      source.resume([{ topic, partition: 0 }]);
      await seen.until(() => seen.records(0).length > 1);
      expect(seen.values(0)).toEqual(['a', 'b']);
    });

    it('delivers again from the offset it is reset to, once', async () => {
      const topic = await rig().topic();
      await rig().send(topic, 0, 'a', 'b', 'c');
      const { source, seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.records().length === 3);
      source.resetTo({ topic, partition: 0, offset: 1, generation: seen.generationOf(0) });
      await seen.until(() => seen.records().length >= 5);
      await rig().send(topic, 0, 'd');
      await seen.until(() => seen.values().includes('d'));
      expect(seen.values()).toEqual(['a', 'b', 'c', 'b', 'c', 'd']);
    });

    it('delivers nothing that was fetched before a reset, forwards and while it is paused', async () => {
      const topic = await rig().topic();
      const values = Array.from({ length: 50 }, (_, index) => `${index} `.padEnd(2_000, 'x'));
      for (const value of values) await rig().send(topic, 0, value);
      const seen = new RecordingHandlers();
      // Each fetch brings a part only, so that one is always under way.
      const source = rig().source(rig().name(), [{ topic, startFrom: 'earliest' }], { maxBytesPerPartition: 4_096 });
      await source.start(seen);
      await seen.until(() => seen.records().length > 0);
      const before = seen.records().length;
      source.pause([{ topic, partition: 0 }]);
      source.resetTo({ topic, partition: 0, offset: 40, generation: seen.generationOf(0) });
      source.resume([{ topic, partition: 0 }]);
      await seen.until(() => seen.values().includes(values[49] ?? ''));
      expect(
        seen
          .records()
          .map(({ offset }) => offset)
          .slice(before),
      ).toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48, 49]);
    });

    it('ignores a reset of a stale generation', async () => {
      const topic = await rig().topic();
      await rig().send(topic, 0, 'a');
      const { source, seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.records().length === 1);
      source.resetTo({ topic, partition: 0, offset: 0, generation: seen.generationOf(0) - 1 });
      await rig().send(topic, 0, 'b');
      await seen.until(() => seen.values().includes('b'));
      expect(seen.values()).toEqual(['a', 'b']);
    });
  });

  describe('commits', () => {
    it('returns commits of a stale generation and commits the rest', async () => {
      const topic = await rig().topic(2);
      const group = rig().name();
      const { source, seen } = await rig().member(group, topic);
      const generation = seen.generationOf(0);
      const stale = { topic, partition: 0, offset: 5, generation: generation - 1 };
      const foreign = { topic, partition: 7, offset: 5, generation };
      const live = { topic, partition: 1, offset: 0, generation };
      expect(await source.commit([stale, live, foreign])).toEqual({ stale: [stale, foreign] });
      expect(await rig().transport.admin.groupOffsets(group, [topic])).toEqual([
        { topic, partition: 0, offset: null },
        { topic, partition: 1, offset: 0 },
      ]);
    });
  });

  describe('a handler that throws', () => {
    it('ends the source: everything is revoked, and its owner is notified once', async () => {
      const topic = await rig().topic();
      const seen = new RecordingHandlers();
      const fault = new Error('a fault of the loop');
      seen.onBatch = () => {
        throw fault;
      };
      await rig()
        .source(rig().name(), [{ topic, startFrom: 'earliest' }])
        .start(seen);
      await rig().send(topic, 0, 'a');
      await seen.until(() => seen.crashes.length > 0);
      expect(seen.revoked).toEqual([{ topic, partition: 0, lost: true }]);
      expect(seen.crashes).toMatchObject([{ cause: fault, message: expect.stringContaining('a fault of the loop') }]);
    });
  });

  describe('a topic that is deleted', () => {
    it('leaves the assignment even while none of its partitions is fetched', async () => {
      const [kept, deleted] = [await rig().topic(), await rig().topic()];
      const seen = new RecordingHandlers();
      const topics = [kept, deleted].map((topic) => ({ topic, startFrom: 'earliest' as const }));
      const source = rig().source(rig().name(), topics, { metadataMaxAgeMs: 200 });
      await source.start(seen);
      source.pause([{ topic: deleted, partition: 0 }]);
      await rig().send(kept, 0, 'before');
      // The fetch that included the paused partition has ended.
      await seen.until(() => seen.values().includes('before'));
      await rig().transport.admin.deleteTopics([deleted]);
      await seen.until(() => seen.joins.length === 2);
      await rig().send(kept, 0, 'after');
      await seen.until(() => seen.values().includes('after'));
      expect(seen.revoked).toEqual([{ topic: deleted, partition: 0, lost: true }]);
      expect(seen.crashes).toEqual([]);
    });
  });

  describe('topics that come later', () => {
    it('waits for a missing topic without blocking the others, and picks it up', async () => {
      const topic = await rig().topic();
      const later = rig().name();
      const seen = new RecordingHandlers();
      const topics = [topic, later].map((name) => ({ topic: name, startFrom: 'earliest' as const }));
      const source = rig().source(rig().name(), topics, { metadataMaxAgeMs: 200 });
      await source.start(seen);
      await rig().send(topic, 0, 'present');
      await seen.until(() => seen.values().includes('present'));
      await rig().transport.admin.createTopics([{ topic: later, partitions: 1 }]);
      await rig().send(later, 0, 'later');
      await seen.until(() => seen.values().includes('later'));
      await rig().send(topic, 0, 'still');
      await seen.until(() => seen.values().includes('still'));
      expect(seen.values().sort()).toEqual(['later', 'present', 'still']);
    });

    it('subscribes to the topics that match a pattern, also to those created later', async () => {
      const prefix = rig().name();
      const { admin } = rig().transport;
      await admin.createTopics([{ topic: `${prefix}.a`, partitions: 1 }]);
      const seen = new RecordingHandlers();
      const pattern = { topic: new RegExp(`^${prefix}\\.`), startFrom: 'earliest' as const };
      const source = rig().source(rig().name(), [pattern], { metadataMaxAgeMs: 200 });
      await source.start(seen);
      await admin.createTopics([{ topic: `${prefix}.b`, partitions: 1 }]);
      await rig().send(`${prefix}.b`, 0, 'b');
      await rig().send(`${prefix}.a`, 0, 'a');
      await seen.until(() => seen.records().length === 2);
      expect(seen.values().sort()).toEqual(['a', 'b']);
    });

    it('creates a missing topic when it may', async () => {
      const topic = rig().name();
      const seen = new RecordingHandlers();
      const source = rig().source(rig().name(), [{ topic, startFrom: 'earliest' }], { createTopics: true });
      await source.start(seen);
      expect(await rig().transport.admin.listTopics()).toContain(topic);
      expect(seen.held()).toEqual([0]);
    });
  });
}
