/** The conformance cases of every transport's admin. */
import { describe, expect, it } from '@jest/globals';
import { type MakeTransport, record, useRig } from './rig.js';

const offsetOf = ({ offset }: { offset: number }): number => offset;

export function adminConformance(makeTransport: MakeTransport): void {
  const rig = useRig(makeTransport);

  describe('topics', () => {
    it('are created when they do not exist, listed, described and deleted', async () => {
      const { admin } = rig().transport;
      const [old, fresh] = [await rig().topic(), rig().name()];
      const created = await admin.createTopics([{ topic: old }, { topic: fresh, partitions: 2, replicationFactor: 1 }]);
      expect(created).toEqual([fresh]);
      expect(await admin.listTopics()).toEqual(expect.arrayContaining([old, fresh]));
      const [description] = await admin.describeTopics([fresh]);
      expect(description?.topic).toBe(fresh);
      expect(description?.partitions.map(({ partition, inSync }) => [partition, inSync.length])).toEqual([
        [0, 1],
        [1, 1],
      ]);
      expect(await admin.deleteTopics([fresh])).toEqual([fresh]);
      expect(await admin.listTopics()).not.toContain(fresh);
    });

    it('are refused, with both names, where the names differ in dots and underscores alone', async () => {
      const existing = await rig().topic();
      const topic = existing.replaceAll('-', '.');
      const like = topic.replaceAll('.', '_');
      const { admin } = rig().transport;
      await admin.createTopics([{ topic }]);
      await expect(admin.createTopics([{ topic: like }])).rejects.toMatchObject({
        code: 'KFW_TOPIC_COLLIDES',
        message: expect.stringMatching(new RegExp(`"${like}".*"${topic}"`)),
      });
      expect(await admin.listTopics()).not.toContain(like);
      await admin.deleteTopics([topic]);
    });

    it('are named when they cannot be described', async () => {
      const topic = rig().name();
      const describing = rig().transport.admin.describeTopics([topic]);
      await expect(describing).rejects.toMatchObject({
        code: 'KFW_TOPIC_UNKNOWN',
        message: expect.stringContaining(topic),
      });
    });

    it('are all left where one of those to be deleted does not exist, which is named', async () => {
      const { admin } = rig().transport;
      const [existing, missing] = [await rig().topic(), rig().name()];
      for (const topics of [
        [existing, missing],
        [missing, existing],
      ]) {
        await expect(admin.deleteTopics(topics)).rejects.toMatchObject({
          code: 'KFW_TOPIC_UNKNOWN',
          message: expect.stringContaining(missing),
        });
      }
      expect(await admin.listTopics()).toContain(existing);
    });

    it('report their first and end offsets per partition', async () => {
      const topic = await rig().topic(2);
      await rig().send(topic, 1, 'a', 'b');
      expect(await rig().transport.admin.topicOffsets(topic)).toEqual([
        { partition: 0, low: 0, high: 0 },
        { partition: 1, low: 0, high: 2 },
      ]);
    });

    it('report the first offset that is not older than a time, and the end where there is none', async () => {
      const topic = await rig().topic(2);
      const sink = await rig().sink();
      const records = [1_000, 2_000, 3_000].map((since) => record({ timestamp: 1_700_000_000_000 + since }));
      await sink.send([{ topic, partition: 1, records }]);
      const { admin } = rig().transport;
      const at = async (since: number) => (await admin.offsetsAt(topic, 1_700_000_000_000 + since)).map(offsetOf);
      expect(await at(0)).toEqual([0, 0]);
      expect(await at(2_000)).toEqual([0, 1]);
      expect(await at(2_001)).toEqual([0, 2]);
      expect(await at(3_001)).toEqual([0, 3]);
    });

    it('are described while offsets are looked up', async () => {
      const { admin } = rig().transport;
      const topics = await Promise.all([rig().topic(), rig().topic(2), rig().topic(3)]);
      for (let round = 0; round < 60; round++) {
        const [read, timed, described] = [0, 1, 2].map((at) => topics[(round + at) % topics.length] ?? '');
        const partitions = (topic: string | undefined) => topics.indexOf(topic ?? '') + 1;
        const answers = await Promise.all([
          admin.topicOffsets(read ?? ''),
          admin.offsetsAt(timed ?? '', 0),
          new Promise(setImmediate).then(() => admin.describeTopics([described ?? ''])),
        ]);
        expect(answers.map(({ length }) => length)).toEqual([partitions(read), partitions(timed), 1]);
      }
    });

    it('that do not exist have no offsets', async () => {
      const topic = rig().name();
      const asking = rig().transport.admin.offsetsAt(topic, 0);
      await expect(asking).rejects.toMatchObject({ code: 'KFW_TOPIC_UNKNOWN' });
    });
  });

  describe('groups', () => {
    it('have their committed offsets read and set', async () => {
      const { admin } = rig().transport;
      const topic = await rig().topic(2);
      const group = rig().name();
      const set = (offset: number) => admin.setGroupOffsets(group, [{ topic, partition: 1, offset }]);
      expect(await set(3)).toEqual([{ topic, partition: 1, before: null, offset: 3 }]);
      expect(await set(7)).toEqual([{ topic, partition: 1, before: 3, offset: 7 }]);
      expect(await admin.groupOffsets(group, [topic])).toEqual([
        { topic, partition: 0, offset: null },
        { topic, partition: 1, offset: 7 },
      ]);
    });

    it('keep metadata beside an offset, with a retention of its own as well', async () => {
      const { admin } = rig().transport;
      const topic = await rig().topic(2);
      const group = rig().name();
      const longest = 'm'.repeat(4_096);
      await admin.setGroupOffsets(group, [{ topic, partition: 0, offset: 3, metadata: 'here' }]);
      await admin.setGroupOffsets(group, [{ topic, partition: 1, offset: 7, metadata: longest }], {
        retainMs: 3_600_000,
      });
      expect(await admin.groupOffsets(group, [topic])).toEqual([
        { topic, partition: 0, offset: 3, metadata: 'here' },
        { topic, partition: 1, offset: 7, metadata: longest },
      ]);
      const tooLong = [{ topic, partition: 0, offset: 4, metadata: `${longest}m` }];
      await expect(admin.setGroupOffsets(group, tooLong)).rejects.toMatchObject({ code: 'KFW_ADMIN_FAILED' });
    });

    it('keep their offsets while they have members', async () => {
      const { admin } = rig().transport;
      const topic = await rig().topic();
      const group = rig().name();
      await rig().member(group, topic);
      const setting = admin.setGroupOffsets(group, [{ topic, partition: 0, offset: 7 }]);
      await expect(setting).rejects.toMatchObject({
        code: 'KFW_ADMIN_FAILED',
        message: expect.stringContaining(`group ${group}: it has members`),
      });
      expect(await admin.groupOffsets(group, [topic])).toEqual([{ topic, partition: 0, offset: null }]);
    });
  });

  describe('the cluster', () => {
    it('lists its brokers and its controller', async () => {
      const { brokers, controller } = await rig().transport.admin.cluster();
      expect(brokers.length).toBeGreaterThan(0);
      expect(brokers.map(({ id }) => id)).toContain(controller);
      expect(brokers[0]?.port).toBeGreaterThan(0);
    });
  });
}
