/** The conformance cases of every transport's admin about groups: listing, description, deletion. */
import { describe, expect, it } from '@jest/globals';
import type { TopicPartition } from '@kfw/core';
import { type MakeTransport, type Rig, useRig } from './rig.js';

const failed = (code: string, text: string) =>
  expect.objectContaining({ error: expect.objectContaining({ code, message: expect.stringContaining(text) }) });

/** A group that has committed an offset, and has no members. */
async function withOffsets(rig: Rig, ...partitions: TopicPartition[]): Promise<string> {
  const group = rig.name();
  await rig.transport.admin.setGroupOffsets(
    group,
    partitions.map((partition) => ({ ...partition, offset: 0 })),
  );
  return group;
}

export function groupsConformance(makeTransport: MakeTransport): void {
  const rig = useRig(makeTransport);

  describe('groups in a list', () => {
    it('are sorted, with members or without', async () => {
      const topic = await rig().topic();
      const empty = await withOffsets(rig(), { topic, partition: 0 });
      const running = rig().name();
      await rig().member(running, topic);
      const groups = await rig().transport.admin.listGroups();
      expect(groups).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ group: empty }),
          { group: running, protocolType: 'consumer' },
        ]),
      );
      const names = groups.map(({ group }) => group);
      expect(names).toEqual([...names].sort());
      expect(new Set(names).size).toBe(names.length);
    });
  });

  describe('a description of groups', () => {
    it('has the members with their hosts, and the partitions of each', async () => {
      const { admin } = rig().transport;
      const [topic, other, group] = [await rig().topic(3), await rig().topic(1), rig().name()];
      const first = await rig().member(group, topic);
      const second = await rig().member(group, topic);
      await first.seen.until(() => first.seen.held().length < 3 && second.seen.held().length > 0);
      const [description] = await admin.describeGroups([group]);
      const { brokers } = await admin.cluster();
      expect(description).toMatchObject({ group, type: 'classic', state: 'Stable', protocolType: 'consumer' });
      expect(description?.assignor).not.toBe('');
      expect(brokers).toContainEqual(description?.coordinator);
      const members = description?.members ?? [];
      expect(members.map(({ clientId, instanceId }) => [clientId, instanceId])).toEqual([
        ['conformance', null],
        ['conformance', null],
      ]);
      expect(new Set(members.map(({ memberId }) => memberId)).size).toBe(2);
      for (const { host } of members) expect(host).toMatch(/^\/?[\d.:a-f]+$/);
      const held = [first, second].map(({ seen }) => seen.held().join()).sort();
      expect(members.map(({ partitions }) => partitions.map(({ partition }) => partition).join()).sort()).toEqual(held);
      expect(members.flatMap(({ partitions }) => partitions).every((each) => each.topic === topic)).toBe(true);
      expect(other).not.toBe(topic);
    });

    it('says Empty of a group without members, and Dead of one that does not exist, in the order of the names', async () => {
      const topic = await rig().topic();
      const empty = await withOffsets(rig(), { topic, partition: 0 });
      const missing = rig().name();
      const described = await rig().transport.admin.describeGroups([missing, empty, missing]);
      expect(described.map(({ group, state, members }) => [group, state, members])).toEqual([
        [missing, 'Dead', []],
        [empty, 'Empty', []],
      ]);
    });
  });

  describe('the deletion of groups', () => {
    it('deletes those without members, and says why others stay', async () => {
      const { admin } = rig().transport;
      const topic = await rig().topic();
      const [empty, running, missing] = [await withOffsets(rig(), { topic, partition: 0 }), rig().name(), rig().name()];
      await rig().member(running, topic);
      expect(await admin.deleteGroups([running, empty, missing])).toEqual([
        failed('KFW_ADMIN_FAILED', `delete group ${running}: it has members`),
        { group: empty },
        failed('KFW_ADMIN_FAILED', `delete group ${missing}: it does not exist`),
      ]);
      const names = (await admin.listGroups()).map(({ group }) => group);
      expect([running, empty].map((group) => names.includes(group))).toEqual([true, false]);
      expect(await admin.groupOffsets(empty, [])).toEqual([]);
    });
  });

  describe('the deletion of offsets', () => {
    it('forgets those of the named partitions alone', async () => {
      const { admin } = rig().transport;
      const [topic, other] = [await rig().topic(2), await rig().topic()];
      const [zero, one, ofOther] = [
        { topic, partition: 0 },
        { topic, partition: 1 },
        { topic: other, partition: 0 },
      ];
      const group = await withOffsets(rig(), zero, one, ofOther);
      expect(await admin.deleteGroupOffsets(group, [one, ofOther])).toEqual([one, ofOther]);
      expect(await admin.groupOffsets(group, [])).toEqual([{ ...zero, offset: 0 }]);
      expect(await admin.groupOffsets(group, [other, topic])).toEqual([
        { ...ofOther, offset: null },
        { ...zero, offset: 0 },
        { ...one, offset: null },
      ]);
    });

    it('leaves the topics that members are subscribed to, and deletes others', async () => {
      const { admin } = rig().transport;
      const [topic, former] = [await rig().topic(), await rig().topic()];
      const group = await withOffsets(rig(), { topic: former, partition: 0 });
      await rig().member(group, topic);
      const results = await admin.deleteGroupOffsets(group, [
        { topic, partition: 0 },
        { topic: former, partition: 0 },
      ]);
      expect(results).toEqual([
        failed('KFW_ADMIN_FAILED', 'the group is subscribed to the topic'),
        { topic: former, partition: 0 },
      ]);
      expect(await admin.groupOffsets(group, [former])).toEqual([{ topic: former, partition: 0, offset: null }]);
    });

    it('of a group that does not exist is refused as a whole', async () => {
      const [topic, group] = [await rig().topic(), rig().name()];
      await expect(rig().transport.admin.deleteGroupOffsets(group, [{ topic, partition: 0 }])).rejects.toMatchObject({
        code: 'KFW_ADMIN_FAILED',
        message: expect.stringContaining('it does not exist'),
      });
    });
  });
}
