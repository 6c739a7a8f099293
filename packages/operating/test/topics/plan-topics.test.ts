import { describe, expect, it } from '@jest/globals';
import { applyTopics, planTopics } from '../../src/index.js';
import { desired } from './desired.js';
import { FakeCluster } from './fake-cluster.js';

it('compares declared settings with the values in force, wherever they come from', async () => {
  const cluster = new FakeCluster(3, { orders: { partitions: 6, config: { 'retention.ms': '1000' } } });
  const config = { 'retention.ms': '2000', 'max.message.bytes': '1048588', 'cleanup.policy': 'delete' };
  const { changes, reports } = await planTopics(cluster, [desired('orders', { partitions: 6, config })]);
  expect(changes).toEqual([
    {
      topic: 'orders',
      action: 'alterConfigs',
      origin: 'declared',
      of: [],
      configs: [{ name: 'retention.ms', from: '1000', to: '2000' }],
    },
  ]);
  expect(reports).toEqual([]);
});

it('takes values that mean the same to a broker for the same', async () => {
  const cluster = new FakeCluster(3, {
    orders: { config: { 'cleanup.policy': 'compact,delete', preallocate: 'true' } },
  });
  const config = { 'cleanup.policy': 'delete,compact', preallocate: 'TRUE', 'min.cleanable.dirty.ratio': '0.50' };
  expect((await planTopics(cluster, [desired('orders', { config })])).changes).toEqual([]);
});

it('creates what is missing, and adds partitions', async () => {
  const cluster = new FakeCluster(3, { orders: { partitions: 2 } });
  const { changes } = await planTopics(cluster, [
    desired('orders', { partitions: 4 }),
    desired('users', { partitions: 3, replicationFactor: 2, config: { 'retention.ms': '1' } }),
    desired('plain'),
  ]);
  expect(changes).toEqual([
    { topic: 'orders', action: 'addPartitions', origin: 'declared', of: [], from: 2, to: 4 },
    {
      topic: 'users',
      action: 'create',
      origin: 'declared',
      of: [],
      partitions: 3,
      replicationFactor: 2,
      config: { 'retention.ms': '1' },
    },
    {
      topic: 'plain',
      action: 'create',
      origin: 'declared',
      of: [],
      partitions: null,
      replicationFactor: null,
      config: {},
    },
  ]);
});

describe('what apply would not do is reported, and is not a change', () => {
  it('fewer partitions, another replication factor, a setting that the cluster does not have', async () => {
    const cluster = new FakeCluster(3, { orders: { partitions: 6, replicas: 2 } });
    const wanted = desired('orders', { partitions: 3, replicationFactor: 3, config: { 'retention.mss': '1' } });
    expect(await planTopics(cluster, [wanted])).toEqual({
      changes: [],
      reports: [
        { topic: 'orders', kind: 'fewerPartitions', from: 6, to: 3 },
        { topic: 'orders', kind: 'replicationFactor', from: 2, to: 3 },
        { topic: 'orders', kind: 'unknownConfig', name: 'retention.mss', to: '1' },
      ],
      undeclared: [],
    });
  });

  it('a topic that the cluster would reject, and a setting that it does not have', async () => {
    const cluster = new FakeCluster(1, { other: {} });
    const config = { 'retention.ms': '1', 'vendor.tiering': 'true' };
    const wanted = [desired('orders', { replicationFactor: 3 }), desired('users', { config })];
    const { changes, reports } = await planTopics(cluster, wanted);
    expect(changes).toEqual([expect.objectContaining({ topic: 'users', config: { 'retention.ms': '1' } })]);
    expect(reports).toEqual([
      { topic: 'orders', kind: 'tooFewBrokers', brokers: 1, to: 3 },
      { topic: 'users', kind: 'unknownConfig', name: 'vendor.tiering', to: 'true' },
    ]);
    // Nothing shows which settings an empty cluster has.
    const first = await planTopics(new FakeCluster(1), [desired('users', { config })]);
    expect(first.changes).toEqual([expect.objectContaining({ topic: 'users', config })]);
  });

  it('topics that nobody declares, without those of Kafka', async () => {
    const cluster = new FakeCluster(1, { stray: {}, orders: {}, __consumer_offsets: {} });
    expect(await planTopics(cluster, [desired('orders')])).toEqual({ changes: [], reports: [], undeclared: ['stray'] });
  });
});

describe('a derived topic', () => {
  const deadLetters = desired('orders.dead-letters', {
    origin: 'dead-letter',
    of: ['orders', 'users'],
    partitionsOf: ['orders', 'users'],
  });

  it('has as many partitions as the largest of its sources has on the cluster', async () => {
    const cluster = new FakeCluster(3, { orders: { partitions: 4 }, users: { partitions: 7 } });
    const { changes } = await planTopics(cluster, [deadLetters]);
    expect(changes).toEqual([expect.objectContaining({ action: 'create', origin: 'dead-letter', partitions: 7 })]);
  });

  it('may have more partitions and replicas than it needs', async () => {
    const cluster = new FakeCluster(3, {
      orders: { partitions: 4 },
      'orders.dead-letters': { partitions: 8, replicas: 3 },
    });
    const { changes, reports } = await planTopics(cluster, [{ ...deadLetters, replicationFactor: 1 }]);
    expect({ changes, reports }).toEqual({ changes: [], reports: [] });
  });
});

it('asks the same number of questions for 500 topics as for one, and finds no difference after apply', async () => {
  const wanted = Array.from({ length: 500 }, (_, index) =>
    desired(`topic-${index}`, { partitions: 3, config: { 'retention.ms': String(index) } }),
  );
  const cluster = new FakeCluster();
  await applyTopics(cluster, (await planTopics(cluster, wanted)).changes);
  cluster.calls.length = 0;
  expect(await planTopics(cluster, wanted)).toEqual({ changes: [], reports: [], undeclared: [] });
  expect(cluster.calls.sort()).toEqual(['cluster', 'describeConfigs', 'describeTopics', 'listTopics']);
});
