import { describe, expect, it } from '@jest/globals';
import type { NewTopic } from '@kfw/core';
import { type CreatingAdmin, createMissingTopics } from '../../src/topics/create-missing-topics.js';
import type { DesiredTopic } from '../../src/topics/desired-topic.js';

const desired = (topic: string, over: Partial<DesiredTopic> = {}): DesiredTopic => ({
  topic,
  origin: 'declared',
  roles: [],
  of: [],
  partitionsOf: [],
  config: {},
  ...over,
});

/** A cluster with topics of so many partitions each. */
function clusterWith(topics: Readonly<Record<string, number>>, brokers = 1) {
  const requests: NewTopic[][] = [];
  const asked: string[] = [];
  const admin: CreatingAdmin = {
    listTopics: async () => {
      asked.push('listTopics');
      return Object.keys(topics);
    },
    cluster: async () => {
      asked.push('cluster');
      const all = Array.from({ length: brokers }, (_, id) => ({ id, host: 'h', port: 1 }));
      return { brokers: all, controller: 0 };
    },
    describeTopics: async (names) => {
      if (names.length > 0) asked.push(`describeTopics ${names.join(' ')}`);
      const partition = { partition: 0, leader: 0, replicas: [0], inSync: [0] };
      return names.map((topic) => ({ topic, partitions: Array.from({ length: topics[topic] ?? 0 }, () => partition) }));
    },
    createTopics: async (created) => {
      requests.push([...created]);
      return created.map(({ topic }) => topic);
    },
  };
  return { admin, requests, asked };
}

describe('the missing topics of an app', () => {
  it('are created as declared in one request, and existing ones are left as they are', async () => {
    const { admin, requests } = clusterWith({ users: 1 }, 3);
    const { created } = await createMissingTopics(admin, [
      desired('users', { partitions: 6 }),
      desired('orders', { partitions: 12, replicationFactor: 3, config: { 'min.insync.replicas': '2' } }),
      desired('plain'),
    ]);
    expect(created).toEqual(['orders', 'plain']);
    expect(requests).toEqual([
      [
        { topic: 'orders', partitions: 12, replicationFactor: 3, config: { 'min.insync.replicas': '2' } },
        { topic: 'plain', config: {} },
      ],
    ]);
  });

  it('cost one request when nothing is missing', async () => {
    const { admin, requests, asked } = clusterWith({ users: 1 });
    expect(await createMissingTopics(admin, [desired('users')])).toEqual({ created: [], reduced: [], brokers: 0 });
    expect([requests, asked]).toEqual([[], ['listTopics']]);
  });

  it('get the partitions of the largest of their sources on the cluster', async () => {
    const { admin, requests, asked } = clusterWith({ users: 5, orders: 3 });
    await createMissingTopics(admin, [
      desired('dead', { partitions: 2, partitionsOf: ['users', 'orders', 'absent'] }),
      desired('retry', { partitionsOf: ['absent'] }),
    ]);
    expect(requests[0]).toMatchObject([{ topic: 'dead', partitions: 5 }, { topic: 'retry' }]);
    expect(requests[0]?.[1]).not.toHaveProperty('partitions');
    expect(asked.filter((request) => request.startsWith('describe'))).toEqual(['describeTopics users orders']);
  });

  it('get as many replicas as there are brokers, and stay writable', async () => {
    const { admin, requests } = clusterWith({}, 1);
    const { reduced, brokers } = await createMissingTopics(admin, [
      desired('orders', { replicationFactor: 3, config: { 'min.insync.replicas': '2', 'segment.ms': '5' } }),
      desired('users', { replicationFactor: 1 }),
    ]);
    expect([reduced, brokers]).toEqual([['orders'], 1]);
    expect(requests[0]).toEqual([
      { topic: 'orders', replicationFactor: 1, config: { 'min.insync.replicas': '1', 'segment.ms': '5' } },
      { topic: 'users', replicationFactor: 1, config: {} },
    ]);
  });
});
