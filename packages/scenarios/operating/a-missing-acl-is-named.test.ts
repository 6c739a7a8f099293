/** A user without rights reads in each error which operation on which resource the cluster has to allow. */
import { expect } from '@jest/globals';
import type { ItemResult } from '@kfw/core';
import { startForbiddingCluster } from '../src/clusters/forbidding-cluster.js';
import { scenario } from '../src/scenario/scenario.js';

const errorsOf = async (results: Promise<readonly ItemResult<object>[]>): Promise<unknown> =>
  (await results).map(({ error }) => error);

scenario([110], 'a missing ACL is named', async (world) => {
  const { topic, group, broker, transport } = await startForbiddingCluster(world);
  const { admin } = transport;
  const partition = { topic, partition: 0 };
  const missing = (operation: string, resource: string) => ({
    code: 'KFW_ACL_MISSING',
    message: expect.stringContaining(`it needs the operation ${operation} on ${resource}.`),
  });

  const ofTopic = (operation: string) => missing(operation, `topic "${topic}"`);
  const created = world.name('new');
  const ofCreated = missing('Create', `topic "${created}"`);
  await expect(admin.describeTopics([topic])).rejects.toMatchObject(ofTopic('Describe'));
  await expect(admin.topicOffsets(topic)).rejects.toMatchObject(ofTopic('Describe'));
  await expect(admin.offsetRanges([topic])).rejects.toMatchObject(ofTopic('Describe'));
  await expect(admin.offsetsAt(topic, 0)).rejects.toMatchObject(ofTopic('Describe'));
  await expect(admin.createTopics([{ topic: created }])).rejects.toMatchObject(ofCreated);
  await expect(admin.deleteTopics([topic])).rejects.toMatchObject(ofTopic('Delete'));
  await expect(errorsOf(admin.createPartitions([{ topic, partitions: 2 }]))).resolves.toMatchObject([ofTopic('Alter')]);
  await expect(errorsOf(admin.deleteRecords([{ ...partition, offset: 0 }]))).resolves.toMatchObject([
    ofTopic('Delete'),
  ]);

  const configsOf = { type: 'topic', name: topic } as const;
  await expect(admin.describeConfigs([configsOf])).rejects.toMatchObject(ofTopic('DescribeConfigs'));
  await expect(admin.describeConfigs([{ type: 'broker', name: broker }])).rejects.toMatchObject(
    missing('DescribeConfigs', 'the cluster'),
  );
  const set = { 'retention.ms': '1' };
  await expect(errorsOf(admin.incrementalAlterConfigs([{ ...configsOf, set }]))).resolves.toMatchObject([
    ofTopic('AlterConfigs'),
  ]);

  const ofGroup = (operation: string) => missing(operation, `group "${group}"`);
  await expect(admin.describeGroups([group])).rejects.toMatchObject(ofGroup('Describe'));
  await expect(admin.groupOffsets(group, [])).rejects.toMatchObject(ofGroup('Describe'));
  await expect(admin.setGroupOffsets(group, [{ ...partition, offset: 0 }])).rejects.toMatchObject(ofTopic('Read'));
  await expect(errorsOf(admin.deleteGroups([group]))).resolves.toMatchObject([ofGroup('Delete')]);
  await expect(admin.deleteGroupOffsets(group, [partition])).rejects.toMatchObject(ofGroup('Delete'));

  const reader = transport.reader({
    topic,
    fetchMaxWaitMs: 100,
    maxBytesPerPartition: 1_048_576,
    maxBatchBytes: 1_048_576,
    maxBytes: 1_048_576,
    metadataMaxAgeMs: 60_000,
    retryTimeoutMs: 10_000,
  });
  await expect(reader.partitions()).rejects.toMatchObject(ofTopic('Read'));
  await reader.close();

  // What a user may not see is left out of lists, as in Kafka's own tools.
  expect(await admin.listGroups()).toEqual([]);
  expect((await admin.cluster()).brokers.map(({ id }) => String(id))).toEqual([broker]);
});
