/** The conformance cases of every sink: each partition of a request is accounted for. */
import { describe, expect, it } from '@jest/globals';
import { type MakeTransport, record, useRig } from './rig.js';

export function producingConformance(makeTransport: MakeTransport): void {
  const rig = useRig(makeTransport);

  describe('sending', () => {
    it.each([false, true])(
      'accounts for each partition, in the order of the request (idempotent: %s)',
      async (idempotent) => {
        const one = await rig().topic(3);
        const other = await rig().topic(1);
        const sink = await rig().sink({ idempotent });
        await rig().send(one, 2, 'first');
        const results = await sink.send([
          { topic: one, partition: 2, records: [record(), record()] },
          { topic: other, partition: 0, records: [record()] },
          { topic: one, partition: 0, records: [record()] },
        ]);
        expect(results).toEqual([
          { topic: one, partition: 2, ok: true, baseOffset: 1 },
          { topic: other, partition: 0, ok: true, baseOffset: 0 },
          { topic: one, partition: 0, ok: true, baseOffset: 0 },
        ]);
      },
    );

    it('answers with offset -1 when no acknowledgement was asked for', async () => {
      const topic = await rig().topic();
      const sink = await rig().sink({ acks: 0 });
      const results = await sink.send([{ topic, partition: 0, records: [record()] }]);
      expect(results).toEqual([{ topic, partition: 0, ok: true, baseOffset: -1 }]);
    });

    it('reports which partition was rejected, and not to retry when that cannot help', async () => {
      const small = await rig().topic(1, { 'max.message.bytes': '1000' });
      const topic = await rig().topic();
      const sink = await rig().sink({ idempotent: true });
      await sink.topicInfo(small);
      await sink.topicInfo(topic);
      const tooLarge = record({ value: Buffer.alloc(5_000) });
      const results = await sink.send([
        { topic: small, partition: 0, records: [tooLarge] },
        { topic, partition: 0, records: [record()] },
      ]);
      expect(results[0]).toMatchObject({ ok: false, retriable: false, error: { code: 'KFW_PARTITION_UNDELIVERED' } });
      expect(results[1]).toEqual({ topic, partition: 0, ok: true, baseOffset: 0 });
      expect(await rig().transport.admin.topicOffsets(topic)).toEqual([{ partition: 0, low: 0, high: 1 }]);
    });

    it('loses nothing that follows a rejected batch', async () => {
      const topic = await rig().topic(1, { 'max.message.bytes': '1000' });
      const sink = await rig().sink({ idempotent: true });
      await sink.send([{ topic, partition: 0, records: [record({ value: Buffer.alloc(5_000) })] }]);
      const results = await sink.send([{ topic, partition: 0, records: [record()] }]);
      expect(results).toEqual([{ topic, partition: 0, ok: true, baseOffset: 0 }]);
      expect(await rig().transport.admin.topicOffsets(topic)).toEqual([{ partition: 0, low: 0, high: 1 }]);
    });

    it('reports a partition of a topic that does not exist, and sends the others', async () => {
      const topic = await rig().topic();
      const missing = rig().name();
      const sink = await rig().sink();
      await sink.topicInfo(topic);
      const results = await sink.send([
        { topic: missing, partition: 0, records: [record()] },
        { topic, partition: 0, records: [record()] },
      ]);
      expect(results.map(({ ok }) => ok)).toEqual([false, true]);
    });

    it('reports that a batch that is rejected for some of its records may be divided', async () => {
      const topic = await rig().topic(1, { 'max.message.bytes': '1000' });
      const sink = await rig().sink({ idempotent: true });
      const records = [400, 400, 400].map((size) => record({ value: Buffer.alloc(size) }));
      const [whole] = await sink.send([{ topic, partition: 0, records }]);
      expect(whole).toMatchObject({ ok: false, retriable: false, divisible: true });
      for (const [at, each] of records.entries())
        expect(await sink.send([{ topic, partition: 0, records: [each] }])).toEqual([
          { topic, partition: 0, ok: true, baseOffset: at },
        ]);
    });

    it.each([0, 1, -1] as const)('writes every record with acks %s', async (acks) => {
      const topic = await rig().topic();
      const sink = await rig().sink({ acks, idempotent: acks === -1 });
      for (const value of ['a', 'b', 'c'])
        await sink.send([{ topic, partition: 0, records: [record({ value: Buffer.from(value) })] }]);
      const { seen } = await rig().member(rig().name(), topic);
      await seen.until(() => seen.records().length === 3);
      expect(seen.values()).toEqual(['a', 'b', 'c']);
    });

    it('accepts requests for other partitions while one is in flight', async () => {
      const topic = await rig().topic(8);
      const sink = await rig().sink({ idempotent: true });
      for (const round of [0, 1, 2]) {
        const sending = Array.from({ length: 8 }, (_, partition) =>
          sink.send([{ topic, partition, records: [record({ value: Buffer.from(`round ${round}`) })] }]),
        );
        expect((await Promise.all(sending)).flat()).toEqual(
          Array.from({ length: 8 }, (_, partition) => ({ topic, partition, ok: true, baseOffset: round })),
        );
      }
    });

    it('names the leader of a partition once it knows the topic', async () => {
      const topic = await rig().topic(2);
      const sink = await rig().sink();
      expect(sink.leaderOf({ topic, partition: 1 })).toBeUndefined();
      await sink.topicInfo(topic);
      const brokers = (await rig().transport.admin.cluster()).brokers.map(({ id }) => id);
      expect(brokers).toContain(sink.leaderOf({ topic, partition: 1 }));
      expect(sink.leaderOf({ topic, partition: 2 })).toBeUndefined();
    });

    it('refuses a request that names a partition twice', async () => {
      const topic = await rig().topic();
      const sink = await rig().sink();
      const batch = { topic, partition: 0, records: [record()] };
      await expect(sink.send([batch, { ...batch }])).rejects.toMatchObject({ code: 'KFW_PARTITION_REPEATED' });
    });
  });

  describe('facts of a topic', () => {
    it('report how large a batch it accepts, and whether it is compacted', async () => {
      const plain = await rig().topic(2, { 'max.message.bytes': '123456' });
      const compacted = await rig().topic(1, { 'cleanup.policy': 'compact,delete' });
      const sink = await rig().sink();
      expect(await sink.topicInfo(plain)).toEqual({ partitions: 2, compacted: false, maxBatchBytes: 123_456 });
      expect(await sink.topicInfo(compacted)).toMatchObject({ partitions: 1, compacted: true });
      expect((await sink.topicInfo(compacted)).maxBatchBytes).toBeGreaterThan(1_000_000);
    });

    it('are there at once on the second request', async () => {
      const topic = await rig().topic();
      const sink = await rig().sink();
      const facts = await sink.topicInfo(topic);
      expect(sink.topicInfo(topic)).toEqual(facts);
    });
  });

  describe('partitions of a topic', () => {
    it('are counted', async () => {
      const topic = await rig().topic(5);
      const sink = await rig().sink();
      expect(await sink.topicInfo(topic)).toMatchObject({ partitions: 5 });
    });

    it('are refused for a topic that does not exist', async () => {
      const sink = await rig().sink();
      await expect(sink.topicInfo(rig().name())).rejects.toMatchObject({ code: 'KFW_TOPIC_UNKNOWN' });
    });

    it('are there at once when the sink may create the topic', async () => {
      const topic = rig().name();
      const sink = await rig().sink({ createTopics: true });
      expect((await sink.topicInfo(topic)).partitions).toBeGreaterThan(0);
      const results = await sink.send([{ topic, partition: 0, records: [record()] }]);
      expect(results).toEqual([{ topic, partition: 0, ok: true, baseOffset: 0 }]);
    });
  });
}
