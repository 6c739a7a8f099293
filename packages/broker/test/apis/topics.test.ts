/** Metadata, topics, partitions and settings through kafkajs. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Admin, ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { apiKeys, type BrokerOptions, errorCodes } from '../../src/index.js';
import { useBroker } from '../use-broker.js';

const start = useBroker();
const admins: Admin[] = [];
afterEach(async () => {
  for (const admin of admins.splice(0)) await admin.disconnect();
});

async function connected(options: BrokerOptions = {}) {
  const { broker, events } = await start(options);
  const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING, retry: { retries: 0 } });
  const admin = kafka.admin();
  admins.unshift(admin);
  await admin.connect();
  return { broker, events, admin, kafka };
}

const topicResource = (name: string) => ({ type: ConfigResourceTypes.TOPIC, name });

describe('topics', () => {
  it('are created, described, given more partitions and deleted', async () => {
    const { admin, broker, events } = await connected();
    expect(await admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 2 }] })).toBe(true);
    expect(await admin.createTopics({ topics: [{ topic: 'orders' }] })).toBe(false);
    await admin.createPartitions({ topicPartitions: [{ topic: 'orders', count: 3 }] });
    const { topics } = await admin.fetchTopicMetadata({ topics: ['orders'] });
    expect(topics).toEqual([
      {
        name: 'orders',
        partitions: [0, 1, 2].map((partitionId) => ({
          partitionErrorCode: 0,
          partitionId,
          leader: 1,
          replicas: [1],
          isr: [1],
          offlineReplicas: [],
        })),
      },
    ]);
    expect(await admin.fetchTopicOffsets('orders')).toHaveLength(3);
    await admin.deleteTopics({ topics: ['orders'] });
    expect(await admin.listTopics()).toEqual([]);
    expect(broker.topics).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(['topic-created', 'topic-deleted']);
  });

  it('are only checked with validateOnly', async () => {
    const { admin, broker } = await connected();
    await admin.createTopics({ validateOnly: true, waitForLeaders: false, topics: [{ topic: 'orders' }] });
    await expect(admin.createTopics({ validateOnly: true, topics: [{ topic: 'a b' }] })).rejects.toThrow();
    expect(broker.topics).toEqual([]);
  });

  it('are created by metadata requests, unless that is disabled', async () => {
    const { kafka, broker } = await connected({ defaultPartitions: 5 });
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic: 'orders', messages: [{ value: 'first' }] });
    await producer.disconnect();
    expect(broker.topics).toEqual([{ name: 'orders', partitions: 5 }]);
    const strict = await connected({ autoCreateTopics: false });
    await expect(strict.admin.fetchTopicMetadata({ topics: ['orders'] })).rejects.toThrow(
      'This server does not host this topic-partition',
    );
  });

  it('that do not exist can be neither deleted nor grown', async () => {
    const { admin } = await connected();
    await expect(admin.deleteTopics({ topics: ['orders'] })).rejects.toThrow('does not host this topic-partition');
    await expect(admin.createPartitions({ topicPartitions: [{ topic: 'orders', count: 3 }] })).rejects.toThrow();
  });

  it('never shrink', async () => {
    const { admin, broker } = await connected();
    await admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 2 }] });
    await expect(admin.createPartitions({ topicPartitions: [{ topic: 'orders', count: 1 }] })).rejects.toThrow(
      'Number of partitions is invalid',
    );
    expect(broker.topics).toEqual([{ name: 'orders', partitions: 2 }]);
  });
});

describe('a resource that a request names twice', () => {
  const names = ['orders', 'orders', 'users'];

  it('is not created, not grown and not deleted; the rest is', async () => {
    const { broker, connect } = await start();
    const client = await connect();
    client.send(apiKeys.CreateTopics, 1, 1, (writer) =>
      writer
        .array(names, (name) => writer.string(name).int32(1).int16(1).int32(0).int32(0))
        .int32(1_000)
        .boolean(false),
    );
    const created = (await client.response())?.body;
    expect(created?.array((reader) => [reader.string(), reader.int16(), reader.nullableString()])).toEqual([
      ['orders', errorCodes.INVALID_REQUEST, 'Duplicate topic name.'],
      ['users', errorCodes.NONE, null],
    ]);

    client.send(apiKeys.CreatePartitions, 0, 2, (writer) =>
      writer
        .array(['users', 'users'], (name) => writer.string(name).int32(3).int32(-1))
        .int32(1_000)
        .boolean(false),
    );
    const grown = (await client.response())?.body;
    expect(grown?.int32()).toBe(0);
    expect(grown?.array((reader) => [reader.string(), reader.int16(), reader.nullableString()])).toEqual([
      ['users', errorCodes.INVALID_REQUEST, 'Duplicate topic name.'],
    ]);

    client.send(apiKeys.DeleteTopics, 0, 3, (writer) =>
      writer.array(['users', 'users'], (name) => writer.string(name)).int32(1_000),
    );
    const deleted = (await client.response())?.body;
    expect(deleted?.array((reader) => [reader.string(), reader.int16()])).toEqual([
      ['users', errorCodes.INVALID_REQUEST],
    ]);
    expect(broker.topics).toEqual([{ name: 'users', partitions: 1 }]);
  });
});

describe('settings', () => {
  it('of topics are described and altered', async () => {
    const { admin } = await connected();
    const configEntries = [{ name: 'retention.ms', value: '1000' }];
    await admin.createTopics({ topics: [{ topic: 'orders', configEntries }] });
    const described = async () => {
      const names = ['retention.ms', 'segment.ms'];
      const resources = [{ ...topicResource('orders'), configNames: names }];
      const { resources: results } = await admin.describeConfigs({ resources, includeSynonyms: false });
      return results[0]?.configEntries.map((entry) => [entry.configName, entry.configValue, entry.configSource]);
    };
    expect(await described()).toEqual([
      ['retention.ms', '1000', 1],
      ['segment.ms', '604800000', 5],
    ]);
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ ...topicResource('orders'), configEntries: [{ name: 'segment.ms', value: '2000' }] }],
    });
    expect(await described()).toEqual([
      ['retention.ms', '604800000', 5],
      ['segment.ms', '2000', 1],
    ]);
  });

  it('are rejected when they do not exist', async () => {
    const { admin } = await connected();
    await admin.createTopics({ topics: [{ topic: 'orders' }] });
    const alter = (name: string, value: string) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [{ ...topicResource('orders'), configEntries: [{ name, value }] }],
      });
    await expect(alter('foo', '1')).rejects.toThrow('Configuration is invalid');
    await expect(alter('retention.ms', 'x')).rejects.toThrow('Configuration is invalid');
  });

  it('of the broker are described', async () => {
    const { admin, broker } = await connected({ defaultPartitions: 7 });
    const { resources } = await admin.describeConfigs({
      resources: [{ type: ConfigResourceTypes.BROKER, name: '1', configNames: ['num.partitions'] }],
      includeSynonyms: false,
    });
    expect(resources[0]?.configEntries.map((entry) => [entry.configName, entry.configValue])).toEqual([
      ['num.partitions', '7'],
    ]);
    const { brokers, controller } = await admin.describeCluster();
    expect([brokers, controller]).toEqual([[{ nodeId: 1, host: '127.0.0.1', port: broker.port }], 1]);
  });
});
