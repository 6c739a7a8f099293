/** The conformance cases of every transport's admin about configurations. */
import { describe, expect, it } from '@jest/globals';
import type { Admin, ConfigEntry } from '@kfw/core';
import { type MakeTransport, useRig } from './rig.js';

async function entryOf(admin: Admin, topic: string, name: string): Promise<ConfigEntry | undefined> {
  const [description] = await admin.describeConfigs([{ type: 'topic', name: topic }]);
  return description?.entries.find((entry) => entry.name === name);
}

export function configsConformance(makeTransport: MakeTransport): void {
  const rig = useRig(makeTransport);

  describe('configurations', () => {
    it('have all keys of topics and brokers, with their sources', async () => {
      const { admin } = rig().transport;
      const [topic, other] = [await rig().topic(1, { 'max.message.bytes': '2000000' }), await rig().topic()];
      const { brokers } = await admin.cluster();
      const broker = String(brokers[0]?.id);
      const described = await admin.describeConfigs([
        { type: 'topic', name: other },
        { type: 'broker', name: broker },
        { type: 'topic', name: topic },
      ]);
      expect(described.map(({ type, name }) => [type, name])).toEqual([
        ['topic', other],
        ['broker', broker],
        ['topic', topic],
      ]);
      const limits = described.map(({ entries }) => entries.find(({ name }) => name === 'max.message.bytes'));
      expect(limits[2]).toEqual({
        name: 'max.message.bytes',
        value: '2000000',
        source: 'topic',
        readOnly: false,
        sensitive: false,
      });
      expect(limits[0]?.source).not.toBe('topic');
      const [topicEntries, brokerEntries] = described.map(({ entries }) => entries);
      expect(topicEntries?.length).toBeGreaterThan(20);
      expect(brokerEntries?.map(({ name }) => name)).toContain('num.partitions');
    });

    it('of a topic that does not exist are not described, and it is named', async () => {
      const [existing, missing] = [await rig().topic(), rig().name()];
      const describing = rig().transport.admin.describeConfigs([
        { type: 'topic', name: existing },
        { type: 'topic', name: missing },
      ]);
      await expect(describing).rejects.toMatchObject({
        code: 'KFW_TOPIC_UNKNOWN',
        message: expect.stringContaining(missing),
      });
    });

    it('of a broker that does not exist are neither described nor changed, and those that do are named', async () => {
      const { admin } = rig().transport;
      const { brokers } = await admin.cluster();
      const id = String(brokers[0]?.id);
      const message = expect.stringContaining(`configuration of broker 987: the cluster has brokers `);
      const describing = admin.describeConfigs([
        { type: 'broker', name: id },
        { type: 'broker', name: '987' },
      ]);
      await expect(describing).rejects.toMatchObject({ code: 'KFW_ADMIN_FAILED', message });
      const set = { 'log.cleaner.threads': '2' };
      const [result] = await admin.incrementalAlterConfigs([{ type: 'broker', name: '987', set }]);
      expect(result).toMatchObject({ type: 'broker', name: '987', error: { code: 'KFW_ADMIN_FAILED', message } });
    });

    it('are changed by key: others stay, and a key without a value goes back to its default', async () => {
      const { admin } = rig().transport;
      const topic = await rig().topic(1, { 'max.message.bytes': '2000000', 'segment.ms': '600000' });
      const byDefault = await entryOf(admin, await rig().topic(), 'segment.ms');
      const set = { 'segment.bytes': '50000000', 'segment.ms': null };
      const change = { type: 'topic', name: topic, set } as const;
      expect(await admin.incrementalAlterConfigs([change])).toEqual([{ type: 'topic', name: topic }]);
      expect(await entryOf(admin, topic, 'segment.bytes')).toMatchObject({ value: '50000000', source: 'topic' });
      expect(await entryOf(admin, topic, 'max.message.bytes')).toMatchObject({ value: '2000000', source: 'topic' });
      expect(await entryOf(admin, topic, 'segment.ms')).toEqual(byDefault);
      expect(await admin.incrementalAlterConfigs([change])).toEqual([{ type: 'topic', name: topic }]);
    });

    it('are seen as soon as they are changed', async () => {
      const { admin } = rig().transport;
      const topic = await rig().topic();
      for (let round = 1; round <= 20; round++) {
        const value = String(60_000 * round);
        await admin.incrementalAlterConfigs([{ type: 'topic', name: topic, set: { 'segment.ms': value } }]);
        expect(await entryOf(admin, topic, 'segment.ms')).toMatchObject({ value });
      }
    });

    it('are changed where they are valid, and the rest is reported by topic', async () => {
      const { admin } = rig().transport;
      const [good, bad, missing] = [await rig().topic(), await rig().topic(), rig().name()];
      const changed = await admin.incrementalAlterConfigs([
        { type: 'topic', name: bad, set: { 'segment.ms': 'an hour', 'segment.bytes': '50000000' } },
        { type: 'topic', name: missing, set: { 'segment.ms': '600000' } },
        { type: 'topic', name: good, set: { 'segment.ms': '600000' } },
      ]);
      const message = expect.stringMatching(new RegExp(`of topic ${bad}: .*segment.ms`));
      expect(changed).toEqual([
        { type: 'topic', name: bad, error: expect.objectContaining({ code: 'KFW_ADMIN_FAILED', message }) },
        { type: 'topic', name: missing, error: expect.objectContaining({ code: 'KFW_TOPIC_UNKNOWN' }) },
        { type: 'topic', name: good },
      ]);
      expect((await entryOf(admin, bad, 'segment.bytes'))?.source).not.toBe('topic');
      expect(await entryOf(admin, good, 'segment.ms')).toMatchObject({ value: '600000' });
    });
  });
}
