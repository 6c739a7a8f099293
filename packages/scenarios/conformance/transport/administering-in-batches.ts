/** The conformance cases about the number of requests of every transport's admin: by broker, not by topic or group. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { apiKeys, countSentRequests } from '../../src/network/sent-requests.js';
import { type MakeTransport, useRig } from './rig.js';

const many = 100;

export function batchesConformance(makeTransport: MakeTransport): void {
  const sent = countSentRequests();
  afterAll(() => sent.end());
  const rig = useRig(makeTransport);

  /** The requests that a call sends, by API. */
  async function requestsOf(call: () => Promise<unknown>): Promise<(apiKey: number) => number> {
    const before = new Map(Object.values(apiKeys).map((apiKey) => [apiKey as number, sent.of(apiKey)]));
    await call();
    return (apiKey) => sent.of(apiKey) - (before.get(apiKey) ?? 0);
  }

  describe('a hundred topics', () => {
    it('take one request for each broker and call, not one for each topic', async () => {
      const { admin } = rig().transport;
      const brokers = (await admin.cluster()).brokers.length;
      const topics = Array.from({ length: many }, () => rig().name());
      const partitions = topics.map((topic) => ({ topic, partition: 0 }));
      const group = rig().name();

      const creating = await requestsOf(() => admin.createTopics(topics.map((topic) => ({ topic }))));
      expect(creating(apiKeys.createTopics)).toBe(1);

      const configs = await requestsOf(() =>
        admin.describeConfigs(topics.map((name) => ({ type: 'topic' as const, name }))),
      );
      expect(configs(apiKeys.describeConfigs)).toBeLessThanOrEqual(brokers);

      const set = { 'segment.ms': '600000' };
      const altering = await requestsOf(() =>
        admin.incrementalAlterConfigs(topics.map((name) => ({ type: 'topic' as const, name, set }))),
      );
      expect(altering(apiKeys.incrementalAlterConfigs)).toBe(1);
      expect(altering(apiKeys.alterConfigs)).toBe(0);

      const growing = await requestsOf(() => admin.createPartitions(topics.map((topic) => ({ topic, partitions: 2 }))));
      expect(growing(apiKeys.createPartitions)).toBe(1);

      // A leader may not know yet that it leads a new partition: then the lookup is retried.
      let ranges = await requestsOf(() => admin.offsetRanges(topics));
      while (ranges(apiKeys.metadata) > 1) ranges = await requestsOf(() => admin.offsetRanges(topics));
      expect(ranges(apiKeys.listOffsets)).toBeLessThanOrEqual(2 * brokers);
      expect(ranges(apiKeys.listOffsets)).toBeGreaterThanOrEqual(2);
      expect(ranges(apiKeys.metadata)).toBe(1);

      const truncating = await requestsOf(() =>
        admin.deleteRecords(partitions.map((partition) => ({ ...partition, offset: -1 }))),
      );
      expect(truncating(apiKeys.deleteRecords)).toBeLessThanOrEqual(brokers);

      await admin.setGroupOffsets(
        group,
        partitions.map((partition) => ({ ...partition, offset: 0 })),
      );
      const committed = await requestsOf(() => admin.groupOffsets(group, topics));
      expect(committed(apiKeys.offsetFetch)).toBe(1);
      const forgetting = await requestsOf(() => admin.deleteGroupOffsets(group, partitions));
      expect(forgetting(apiKeys.offsetDelete)).toBe(1);

      const deleting = await requestsOf(() => admin.deleteTopics(topics));
      expect(deleting(apiKeys.deleteTopics)).toBe(1);
    });
  });

  describe('a hundred groups', () => {
    it('are described and deleted by one request for each coordinator, and listed by one for each broker', async () => {
      const { admin } = rig().transport;
      const brokers = (await admin.cluster()).brokers.length;
      const topic = await rig().topic();
      const groups = Array.from({ length: many }, () => rig().name());
      for (const group of groups) await admin.setGroupOffsets(group, [{ topic, partition: 0, offset: 0 }]);
      const listing = await requestsOf(() => admin.listGroups());
      expect(listing(apiKeys.listGroups)).toBe(brokers);
      const describing = await requestsOf(async () =>
        expect(new Set((await admin.describeGroups(groups)).map(({ state }) => state))).toEqual(new Set(['Empty'])),
      );
      expect(describing(apiKeys.describeGroups)).toBeLessThanOrEqual(brokers);
      // A broker that is older than Kafka 3.0, or embedded, finds the coordinator of one group at a time (KIP-699).
      expect([1, many]).toContain(describing(apiKeys.findCoordinator));
      const deleting = await requestsOf(async () =>
        expect(await admin.deleteGroups(groups)).toEqual(groups.map((group) => ({ group }))),
      );
      expect(deleting(apiKeys.deleteGroups)).toBeLessThanOrEqual(brokers);
    });
  });
}
