/** The conformance cases of every transport's admin about many topics: their offsets, partitions and records. */
import { describe, expect, it } from '@jest/globals';
import { type MakeTransport, record, useRig } from './rig.js';

const failed = (code: string, text: string) =>
  expect.objectContaining({ error: expect.objectContaining({ code, message: expect.stringContaining(text) }) });

export function topicsConformance(makeTransport: MakeTransport): void {
  const rig = useRig(makeTransport);

  describe('many topics', () => {
    it('are created in one call, each by one of two callers at once', async () => {
      const { admin } = rig().transport;
      const topics = Array.from({ length: 10 }, () => rig().name());
      const create = () => admin.createTopics(topics.map((topic) => ({ topic, partitions: 2 })));
      const created = await Promise.all([create(), create()]);
      expect(created.flat().sort()).toEqual([...topics].sort());
      expect(await admin.createTopics(topics.map((topic) => ({ topic })))).toEqual([]);
      expect(await admin.offsetRanges(topics)).toHaveLength(20);
      await admin.deleteTopics(topics);
    });

    it('are created apart from one that is refused, which is named with the reason', async () => {
      const { admin } = rig().transport;
      const [good, bad, last] = [rig().name(), rig().name(), rig().name()];
      const creating = admin.createTopics([
        { topic: good },
        { topic: bad, config: { 'retention.ms': 'a week' } },
        { topic: last },
      ]);
      await expect(creating).rejects.toMatchObject({
        code: 'KFW_ADMIN_FAILED',
        message: expect.stringMatching(new RegExp(`create topic ${bad}: .*retention.ms`)),
      });
      const topics = await admin.listTopics();
      expect([good, bad, last].map((topic) => topics.includes(topic))).toEqual([true, false, true]);
    });

    it('have their ranges read in one call, in the order of the names', async () => {
      const [none, some] = [await rig().topic(), await rig().topic(2)];
      await rig().send(some, 1, 'a', 'b');
      expect(await rig().transport.admin.offsetRanges([some, none, some])).toEqual([
        { topic: some, partition: 0, low: 0, high: 0 },
        { topic: some, partition: 1, low: 0, high: 2 },
        { topic: none, partition: 0, low: 0, high: 0 },
      ]);
      expect(await rig().transport.admin.offsetRanges([])).toEqual([]);
    });

    it('end at the high watermark in ranges, and where an open transaction begins in the offsets of one topic', async () => {
      const topic = await rig().topic();
      await rig().send(topic, 0, 'before');
      const open = await rig().transport.transactions.begin(rig().name());
      await open.send([{ topic, partition: 0, records: [record(), record()] }]);
      const { admin } = rig().transport;
      expect(await admin.offsetRanges([topic])).toEqual([{ topic, partition: 0, low: 0, high: 3 }]);
      expect(await admin.topicOffsets(topic)).toEqual([{ partition: 0, low: 0, high: 1 }]);
      await open.abort();
    });

    it('have no ranges when one of them does not exist, which is named', async () => {
      const [existing, missing] = [await rig().topic(), rig().name()];
      await expect(rig().transport.admin.offsetRanges([existing, missing])).rejects.toMatchObject({
        code: 'KFW_TOPIC_UNKNOWN',
        message: expect.stringContaining(missing),
      });
    });
  });

  describe('partitions', () => {
    it('are added up to a number, and not again', async () => {
      const { admin } = rig().transport;
      const [topic, other] = [await rig().topic(), await rig().topic(2)];
      const wanted = [
        { topic, partitions: 3 },
        { topic: other, partitions: 4 },
      ];
      const done = [{ topic }, { topic: other }];
      expect(await admin.createPartitions(wanted)).toEqual(done);
      expect((await admin.describeTopics([topic, other])).map(({ partitions }) => partitions.length)).toEqual([3, 4]);
      expect(await admin.createPartitions(wanted)).toEqual(done);
      expect(await admin.offsetRanges([topic])).toHaveLength(3);
    });

    it('are added by two callers at once without an error', async () => {
      const { admin } = rig().transport;
      const topic = await rig().topic();
      const grow = () => admin.createPartitions([{ topic, partitions: 5 }]);
      expect(await Promise.all([grow(), grow(), grow()])).toEqual([[{ topic }], [{ topic }], [{ topic }]]);
      expect(await admin.offsetRanges([topic])).toHaveLength(5);
    });

    it('are never taken away, and missing topics are named, while the others grow', async () => {
      const { admin } = rig().transport;
      const [wide, narrow, missing] = [await rig().topic(3), await rig().topic(), rig().name()];
      const results = await admin.createPartitions([
        { topic: wide, partitions: 2 },
        { topic: missing, partitions: 2 },
        { topic: narrow, partitions: 2 },
      ]);
      expect(results).toEqual([
        failed('KFW_ADMIN_FAILED', `raise topic ${wide} to 2 partitions`),
        failed('KFW_TOPIC_UNKNOWN', missing),
        { topic: narrow },
      ]);
      expect(results.map(({ topic }) => topic)).toEqual([wide, missing, narrow]);
      expect(await admin.offsetRanges([wide])).toHaveLength(3);
    });
  });

  describe('records', () => {
    it('are deleted before an offset, or all of them, and the rest is still read', async () => {
      const { admin } = rig().transport;
      const topic = await rig().topic(2);
      for (const partition of [0, 1]) await rig().send(topic, partition, 'a', 'b', 'c');
      const deleted = await admin.deleteRecords([
        { topic, partition: 0, offset: 2 },
        { topic, partition: 1, offset: -1 },
      ]);
      expect(deleted).toEqual([
        { topic, partition: 0, low: 2 },
        { topic, partition: 1, low: 3 },
      ]);
      expect(await admin.offsetRanges([topic])).toEqual([
        { topic, partition: 0, low: 2, high: 3 },
        { topic, partition: 1, low: 3, high: 3 },
      ]);
    });

    it('are deleted where that is possible, and the rest is reported by partition', async () => {
      const { admin } = rig().transport;
      const [topic, missing] = [await rig().topic(2), rig().name()];
      for (const partition of [0, 1]) await rig().send(topic, partition, 'a', 'b');
      const results = await admin.deleteRecords([
        { topic, partition: 0, offset: 99 },
        { topic, partition: 1, offset: 1 },
        { topic, partition: 7, offset: 0 },
        { topic: missing, partition: 0, offset: 0 },
      ]);
      expect(results).toEqual([
        failed('KFW_ADMIN_FAILED', `delete records of ${topic}[0]`),
        { topic, partition: 1, low: 1 },
        failed('KFW_ADMIN_FAILED', 'the topic has 2 partitions'),
        failed('KFW_TOPIC_UNKNOWN', missing),
      ]);
      expect(results.map(({ low }) => low)).toEqual([-1, 1, -1, -1]);
    });

    it('of a compacted topic stay, for a reason that is given', async () => {
      const topic = await rig().topic(1, { 'cleanup.policy': 'compact' });
      const [result] = await rig().transport.admin.deleteRecords([{ topic, partition: 0, offset: -1 }]);
      expect(result).toEqual(failed('KFW_ADMIN_FAILED', 'the cleanup.policy of the topic is compact'));
    });
  });
}
