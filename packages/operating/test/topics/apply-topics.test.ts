import { expect, it } from '@jest/globals';
import { KfwError } from '@kfw/core';
import { applyTopics, type DesiredTopic, planTopics } from '../../src/index.js';
import { desired } from './desired.js';
import { FakeCluster } from './fake-cluster.js';

const planFor = async (cluster: FakeCluster, topics: readonly DesiredTopic[]) =>
  (await planTopics(cluster, topics)).changes;

it('creates, adds partitions, and alters the named keys only', async () => {
  const cluster = new FakeCluster(1, {
    orders: { partitions: 2, config: { 'retention.ms': '1', preallocate: 'true' } },
    stray: { config: { 'retention.ms': '5' } },
  });
  const changes = await planFor(cluster, [
    desired('orders', { partitions: 4, config: { 'retention.ms': '2' } }),
    desired('users', { partitions: 3 }),
  ]);
  const { results, notDone } = await applyTopics(cluster, changes);
  expect(results.map(({ change, error }) => [change.action, change.topic, error])).toEqual([
    ['create', 'users', undefined],
    ['addPartitions', 'orders', undefined],
    ['alterConfigs', 'orders', undefined],
  ]);
  expect(notDone).toEqual([]);
  expect(Object.fromEntries(cluster.topics)).toEqual({
    orders: { partitions: 4, replicas: 1, config: { 'retention.ms': '2', preallocate: 'true' } },
    stray: { partitions: 1, replicas: 1, config: { 'retention.ms': '5' } },
    users: { partitions: 3, replicas: 1, config: {} },
  });
});

it('gives a topic that somebody else has created meanwhile what it lacks', async () => {
  const cluster = new FakeCluster();
  const changes = await planFor(cluster, [desired('orders', { partitions: 4, config: { 'retention.ms': '2' } })]);
  cluster.add('orders', { partitions: 1 });
  const { results } = await applyTopics(cluster, changes);
  expect(results.map(({ change, error }) => [change.action, error])).toEqual([
    ['create', undefined],
    ['addPartitions', undefined],
    ['alterConfigs', undefined],
  ]);
  expect(cluster.topics.get('orders')).toEqual({ partitions: 4, replicas: 1, config: { 'retention.ms': '2' } });
});

it('reports the topic that the cluster refuses, and makes the other changes', async () => {
  const cluster = new FakeCluster();
  cluster.before = (call, names) => {
    if (call === 'createTopics' && names.includes('two')) throw new KfwError('KFW_ADMIN_FAILED', 'two is refused');
  };
  const changes = await planFor(cluster, [desired('one'), desired('two'), desired('three')]);
  const { results } = await applyTopics(cluster, changes);
  expect(results.map(({ change, error }) => [change.topic, error?.message])).toEqual([
    ['one', undefined],
    ['two', 'two is refused'],
    ['three', undefined],
  ]);
  expect([...cluster.topics.keys()]).toEqual(['one', 'three']);
});

it('reports the error of a topic that is gone', async () => {
  const cluster = new FakeCluster(1, { orders: {} });
  const changes = await planFor(cluster, [desired('orders', { config: { 'retention.ms': '1' } })]);
  cluster.topics.delete('orders');
  const { results } = await applyTopics(cluster, changes);
  expect(results).toEqual([expect.objectContaining({ error: expect.objectContaining({ code: 'KFW_TOPIC_UNKNOWN' }) })]);
});

const many = Array.from({ length: 120 }, (_, index) => desired(`topic-${index}`));

it('ends between two requests when its signal fires, and says what is left', async () => {
  const cluster = new FakeCluster();
  const changes = await planFor(cluster, many);
  const stop = new AbortController();
  const { results, notDone } = await applyTopics(cluster, changes, {
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  expect([results.length, notDone.length, cluster.topics.size]).toEqual([50, 70, 50]);
});

it('does not try the rest when the connection is lost', async () => {
  const cluster = new FakeCluster();
  const changes = await planFor(cluster, many);
  let calls = 0;
  cluster.before = (call) => {
    if (call !== 'createTopics') return;
    calls += 1;
    if (calls === 2) throw new KfwError('KFW_BROKER_UNREACHABLE', 'gone');
  };
  const { results, notDone } = await applyTopics(cluster, changes);
  expect(results.filter(({ error }) => error !== undefined).length).toBe(50);
  expect([results.length, notDone.length]).toEqual([100, 20]);
});

it('reports its progress', async () => {
  const cluster = new FakeCluster();
  const seen: string[] = [];
  await applyTopics(cluster, await planFor(cluster, many), {
    onProgress: ({ done, total }) => seen.push(`${done}/${total}`),
  });
  expect(seen).toEqual(['50/120', '100/120', '120/120']);
});
