import { expect } from '@jest/globals';
import { Consumer, defineTopics, drawRoutes, json, type Monitor, Payload } from 'kfw';
import { bootApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

@Payload(json())
class QuietConsumer extends Consumer {
  process(): void {}
}

scenario(
  [],
  'topics are created as declared in development, with those that routes imply; existing ones stay as they are',
  async (world) => {
    const existing = await world.createTopic('existing', { partitions: 2 });
    const sized = await world.createTopic('sized', { partitions: 5 });
    const [orders, profiles, dead] = ['orders', 'profiles', 'dead'].map((base) => world.name(base)) as [
      string,
      string,
      string,
    ];
    const clientId = world.name('shop');
    const options = {
      clientId,
      routes: drawRoutes(({ consumerGroup }) => {
        consumerGroup('one', ({ topic }) => {
          topic(orders, { consumer: QuietConsumer, retryTopics: ['10s'], deadLetter: dead });
          topic(sized, { consumer: QuietConsumer, retryTopics: ['1m'], deadLetter: dead });
        });
      }),
      topics: defineTopics(({ topic, defaults }) => {
        defaults({ partitions: 6, environments: { test: { partitions: 3 } } });
        topic(orders, { replicationFactor: 99, config: { 'min.insync.replicas': 99 } });
        topic(profiles, { partitions: 2, compacted: true });
        topic(existing);
      }),
    };
    const published: unknown[] = [];
    const listen = (monitor: Monitor): void => {
      monitor.subscribe('topics.created', ({ topics }) => published.push({ created: [...topics].sort() }));
      monitor.subscribe('replication.reduced', (event) => published.push(event));
    };
    const [retryOrders, retrySized] = [`${orders}.${clientId}_one.retry-10s`, `${sized}.${clientId}_one.retry-1m`];
    const created = [orders, profiles, dead, retryOrders, retrySized];

    const production = await bootApp(world, { ...options, settings: { createTopics: false }, listen });
    await production.connect();
    expect(await production.admin.listTopics()).not.toEqual(expect.arrayContaining([orders]));
    expect(published).toEqual([]);

    const app = await bootApp(world, { ...options, settings: { createTopics: true }, listen });
    await app.connect();
    const brokers = (await app.admin.cluster()).brokers.length;
    expect(published).toEqual([{ created: [...created].sort() }, { topics: [orders, dead, retryOrders], brokers }]);
    const described = await app.admin.describeTopics([...created, existing]);
    const partitionsOf = new Map(described.map(({ topic, partitions }) => [topic, partitions]));
    const counts = [...created, existing].map((topic) => partitionsOf.get(topic)?.length);
    // The shared dead-letter topic has as many as the largest of its sources.
    expect(counts).toEqual([3, 2, 5, 3, 5, 2]);
    expect(partitionsOf.get(orders)?.[0]?.replicas).toHaveLength(brokers);

    const configs = await app.admin.describeConfigs([orders, profiles].map((name) => ({ type: 'topic', name })));
    const configured = (topic: string, key: string) =>
      configs.find(({ name }) => name === topic)?.entries.find(({ name }) => name === key)?.value;
    expect(configured(profiles, 'cleanup.policy')).toBe('compact');
    // More in-sync replicas than brokers would make it unwritable.
    expect(configured(orders, 'min.insync.replicas')).toBe(String(brokers));
    await app.producer.deliver([{ topic: orders, key: null, value: Buffer.from('{}'), headers: {} }]);
    const keyless = app.producer.deliver([{ topic: profiles, key: null, value: Buffer.from('{}'), headers: {} }]);
    await expect(keyless).rejects.toMatchObject({ code: 'KFW_KEY_MISSING' });

    const again = await bootApp(world, { ...options, settings: { createTopics: true }, listen });
    await again.connect();
    expect(published).toHaveLength(2);
  },
);
