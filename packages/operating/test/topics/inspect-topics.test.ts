import { expect, it } from '@jest/globals';
import { inspectTopics, listTopics, readersOf } from '../../src/index.js';
import { desired } from './desired.js';
import { FakeCluster } from './fake-cluster.js';

const cluster = new FakeCluster(3, {
  users: { partitions: 2, config: { 'retention.ms': '1' } },
  orders: { replicas: 3 },
  __consumer_offsets: { partitions: 50 },
});

it('lists topics by name, with what an app uses them for', async () => {
  const topics = [desired('users', { roles: ['route'] })];
  expect(await listTopics({ admin: cluster, desired: topics, isWithInternal: false })).toEqual([
    { topic: 'orders', partitions: 1, replicationFactor: 3, declared: false, roles: [] },
    { topic: 'users', partitions: 2, replicationFactor: 1, declared: true, roles: ['route'] },
  ]);
  const all = await listTopics({ admin: cluster, desired: undefined, isWithInternal: true });
  expect(all.map(({ topic, declared }) => [topic, declared])).toEqual([
    ['__consumer_offsets', null],
    ['orders', null],
    ['users', null],
  ]);
});

it('shows offsets, and the settings of the topic itself', async () => {
  const [users] = await inspectTopics(cluster, ['users']);
  expect(users).toEqual({
    topic: 'users',
    replicationFactor: 1,
    offsets: 6,
    partitions: [0, 1].map((partition) => ({ partition, leader: 1, replicas: [1], inSync: [1], low: 2, high: 5 })),
    config: { 'retention.ms': '1' },
  });
});

it('names the nearest topic', async () => {
  await expect(inspectTopics(cluster, ['user'])).rejects.toMatchObject({
    code: 'KFW_TOPIC_NOT_FOUND',
    message: expect.stringContaining('Did you mean "users"?'),
  });
});

it('finds the groups that have committed offsets of a topic', async () => {
  const committed = {
    billing: [
      { topic: 'orders', partition: 0, offset: 4 },
      { topic: 'orders', partition: 1, offset: 4 },
    ],
    search: [{ topic: 'users', partition: 0, offset: 1 }],
    idle: [{ topic: 'orders', partition: 0, offset: null }],
  };
  const admin = {
    listGroups: async () => Object.keys(committed).map((group) => ({ group, protocolType: 'consumer' })),
    groupOffsets: async (group: string) => committed[group as keyof typeof committed],
    describeGroups: async (groups: readonly string[]) =>
      groups.map((group) => ({
        group,
        type: 'classic' as const,
        state: 'Stable',
        protocolType: 'consumer',
        assignor: 'range',
        coordinator: { id: 1, host: 'fake', port: 1 },
        members: [{ memberId: 'one', instanceId: null, clientId: 'shop', host: '/127.0.0.1', partitions: [] }],
      })),
  };
  expect(await readersOf(admin, ['orders'])).toEqual([{ topic: 'orders', group: 'billing', members: 1 }]);
});
