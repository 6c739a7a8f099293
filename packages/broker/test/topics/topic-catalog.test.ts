import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CatalogInMemory, type CatalogStore } from '../../src/topics/catalog-file.js';
import type { Topic } from '../../src/topics/topic.js';
import { TopicCatalog } from '../../src/topics/topic-catalog.js';
import { temporaryFolder } from '../temporary-folder.js';
import { useBroker } from '../use-broker.js';

const start = useBroker();

/** A catalog over logs that only record calls. */
async function openCatalog(store: CatalogStore = new CatalogInMemory()) {
  const calls: string[] = [];
  const catalog = await TopicCatalog.open({
    store,
    logs: {
      open: async ({ name }, partition) => void calls.push(`open ${name}-${partition}`),
      find: () => undefined,
      delete: async ({ name }) => void calls.push(`delete ${name}`),
      close: async () => undefined,
    },
    emit: ({ type }) => void calls.push(type),
  });
  return { catalog, calls, store };
}

const facts = (topic: Topic | undefined) =>
  topic && { name: topic.name, partitions: topic.partitions, retention: topic.config('retention.ms') };

describe('the topics', () => {
  it('have their logs before they can be found, and are stored', async () => {
    const { catalog, calls, store } = await openCatalog();
    const created = catalog.create('orders', 2, new Map([['retention.ms', '5']]));
    expect(catalog.find('orders')).toBeUndefined();
    expect(await created).toBe(true);
    expect(calls).toEqual(['open orders-0', 'open orders-1', 'topic-created']);
    expect(facts(catalog.find('orders'))).toEqual({ name: 'orders', partitions: 2, retention: '5' });

    const again = await openCatalog(store);
    expect(again.calls).toEqual(['open orders-0', 'open orders-1']);
    expect(again.catalog.clusterId).toBe(catalog.clusterId);
    expect(facts(again.catalog.find('orders'))).toEqual(facts(catalog.find('orders')));
    expect(again.catalog.find('orders')?.id).toBe(catalog.find('orders')?.id);
  });

  it('are created once, even by concurrent requests', async () => {
    const { catalog, calls } = await openCatalog();
    const asked = await Promise.all([1, 2, 3].map((partitions) => catalog.create('orders', partitions, new Map())));
    expect(asked).toEqual([true, false, false]);
    expect(calls).toEqual(['open orders-0', 'topic-created']);
  });

  it('are different topics when they are created again', async () => {
    const { catalog, calls } = await openCatalog();
    await catalog.create('orders', 1, new Map());
    const first = catalog.find('orders');
    const deleted: (Topic | undefined)[] = [];
    const stop = catalog.onDeleted((topic) => {
      expect(catalog.find('orders')).toBeUndefined();
      deleted.push(topic);
    });
    expect(await catalog.delete('orders')).toBe(true);
    expect(await catalog.delete('orders')).toBe(false);
    await catalog.create('orders', 1, new Map());
    stop();
    await catalog.delete('orders');
    expect(deleted).toEqual([first]);
    expect(calls.filter((call) => call === 'delete orders')).toHaveLength(2);
    expect(first?.id).not.toBe(catalog.find('orders')?.id);
  });

  it('grow, and never shrink', async () => {
    const { catalog, calls } = await openCatalog();
    await catalog.create('orders', 1, new Map());
    const topic = catalog.find('orders') as Topic;
    await catalog.grow(topic, 3);
    await catalog.grow(topic, 2);
    expect(topic.partitions).toBe(3);
    expect(calls).toEqual(['open orders-0', 'topic-created', 'open orders-1', 'open orders-2']);
  });

  it('continue after a failed change', async () => {
    let full = false;
    const kept = new CatalogInMemory();
    const { catalog, calls } = await openCatalog({
      read: () => kept.read(),
      write: (topics) => (full ? Promise.reject(new Error('the disk is full')) : kept.write(topics)),
    });
    full = true;
    await expect(catalog.create('orders', 1, new Map())).rejects.toThrow('the disk is full');
    expect(catalog.find('orders')).toBeUndefined();
    expect(calls).toEqual(['open orders-0', 'delete orders']);
    full = false;
    expect(await catalog.create('orders', 1, new Map())).toBe(true);
  });
});

describe('on disk', () => {
  it('topics, settings and the cluster id survive the broker', async () => {
    const dataFolder = temporaryFolder();
    const first = await start({ dataFolder });
    const client = await first.connect();
    client.send(3, 4, 1, (writer) => writer.array(['orders'], (name) => writer.string(name)).boolean(true));
    await client.response();
    await first.broker.restart();
    expect(first.broker.topics).toEqual([{ name: 'orders', partitions: 1 }]);
    await first.broker.stop();
    const second = await start({ dataFolder });
    expect(second.broker.topics).toEqual([{ name: 'orders', partitions: 1 }]);
  });

  it('a folder has one broker at a time', async () => {
    const dataFolder = temporaryFolder();
    const { broker } = await start({ dataFolder });
    await expect(start({ dataFolder })).rejects.toMatchObject({
      code: 'KFW_BROKER_DATA_UNUSABLE',
      message: expect.stringContaining(`pid ${process.pid}`),
    });
    await broker.stop();
    await start({ dataFolder });
  });

  it('the lock of a process that has ended is ignored', async () => {
    const dataFolder = temporaryFolder();
    writeFileSync(path.join(dataFolder, 'broker.lock'), '999999999\n');
    await start({ dataFolder });
  });

  it.each(['no JSON', '{}', '{"clusterId":"c","topics":[{}]}'])('a damaged topics file is named: %s', async (text) => {
    const dataFolder = temporaryFolder();
    writeFileSync(path.join(dataFolder, 'topics.json'), text);
    await expect(start({ dataFolder })).rejects.toMatchObject({
      code: 'KFW_BROKER_DATA_UNUSABLE',
      message: expect.stringContaining('topics.json'),
    });
    writeFileSync(path.join(dataFolder, 'topics.json'), '{"clusterId":"c","topics":[]}');
    await start({ dataFolder });
  });
});
