import { describe, expect, it } from '@jest/globals';
import type { TopicInfo } from '@kfw/core';
import { TopicMetadata, type TopicMetadataOptions } from '../../src/metadata/topic-metadata.js';

const unknownTopic = 3;
const maxBatchBytes = 1_048_588;

/** A cluster of topics by their leaders, that keeps what it was asked. */
function clusterOf(topics: Record<string, number[]>, options: Partial<TopicMetadataOptions> = {}) {
  const asked: string[] = [];
  const stillOld: string[] = [];
  const metadata = new TopicMetadata({
    maxAgeMs: 60_000,
    async metadata(names) {
      asked.push(`metadata ${names.join(' ')}`);
      return {
        topicMetadata: names.map((topic) => ({
          topic,
          topicErrorCode: topics[topic] === undefined ? unknownTopic : 0,
          partitionMetadata: (topics[topic] ?? [])
            .map((leader, partitionId) => ({ partitionId, leader, partitionErrorCode: leader < 0 ? 5 : 0 }))
            .toReversed(),
        })),
      };
    },
    async config(topic) {
      asked.push(`config ${topic}`);
      return { compacted: topic === 'latest', maxBatchBytes };
    },
    reason: ({ message }) => message,
    onRefreshFailed: (topic, { message }) => stillOld.push(`${topic}: ${message}`),
    ...options,
  });
  return { metadata, asked, stillOld, topics };
}

describe('topic metadata', () => {
  it('is requested once for concurrent callers', async () => {
    const { metadata, asked } = clusterOf({ users: [1, 2] });
    const info: TopicInfo = { partitions: 2, compacted: false, maxBatchBytes };
    expect(await Promise.all([metadata.info('users'), metadata.info('users')])).toEqual([info, info]);
    expect(metadata.info('users')).toEqual(info);
    expect(asked).toEqual(['metadata users', 'config users']);
    expect([0, 1, 2].map((partition) => metadata.leaderOf({ topic: 'users', partition }))).toEqual([1, 2, undefined]);
  });

  it('is used while it is old and being refreshed', async () => {
    const { metadata, topics, asked } = clusterOf({ users: [1] }, { maxAgeMs: 0 });
    await metadata.info('users');
    topics.users = [1, 1];
    expect(metadata.info('users')).toMatchObject({ partitions: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(metadata.info('users')).toMatchObject({ partitions: 2 });
    expect(asked.filter((question) => question === 'metadata users').length).toBeGreaterThan(1);
  });

  it.each([
    [true, 'KFW_TOPIC_UNAVAILABLE'],
    [false, 'KFW_TOPIC_REFUSED'],
  ])('reports whether a failed request may succeed later: %s', async (retriable, code) => {
    const unreachable = Object.assign(new Error('unreachable'), { retriable });
    const { metadata } = clusterOf({}, { metadata: async () => Promise.reject(unreachable) });
    await expect(metadata.info('users')).rejects.toMatchObject({
      code,
      message: expect.stringContaining('unreachable'),
    });
  });

  it('stays in use when it cannot be refreshed', async () => {
    const { metadata, stillOld } = clusterOf({ users: [1] }, { maxAgeMs: 0 });
    await metadata.info('users');
    const failing = clusterOf(
      { users: [1] },
      {
        maxAgeMs: 0,
        config: (() => {
          let calls = 0;
          return async () => {
            if (calls++ > 0) throw new Error('unreachable');
            return { compacted: false, maxBatchBytes };
          };
        })(),
      },
    );
    await failing.metadata.info('users');
    expect(failing.metadata.info('users')).toMatchObject({ partitions: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(failing.metadata.info('users')).toMatchObject({ partitions: 1 });
    expect(failing.stillOld).toEqual([expect.stringMatching(/^users: .*unreachable/)]);
    expect(stillOld).toEqual([]);
  });

  it('is requested once for all partitions whose leader proved wrong, before the next send', async () => {
    const { metadata, topics, asked } = clusterOf({ users: [1, 1], orders: [1] });
    await metadata.info('users');
    await metadata.info('orders');
    asked.length = 0;
    topics.users = [2, 3];
    const users = [0, 1].map((partition) => ({ topic: 'users', partition }));
    expect(metadata.ready(users)).toBeUndefined();
    for (const { topic } of users) metadata.leaderMoved(topic);
    expect(metadata.ready([{ topic: 'orders', partition: 0 }])).toBeUndefined();
    await metadata.ready(users);
    expect(asked).toEqual(['metadata users orders']);
    expect(users.map((partition) => metadata.leaderOf(partition))).toEqual([2, 3]);
    expect(metadata.ready(users)).toBeUndefined();
  });

  it('says why a partition has no leader', async () => {
    const { metadata } = clusterOf({ users: [1, -1] });
    await metadata.ready([
      { topic: 'users', partition: 1 },
      { topic: 'missing', partition: 0 },
    ]);
    expect(metadata.missingLeader({ topic: 'users', partition: 1 })).toMatchObject({ type: 'LEADER_NOT_AVAILABLE' });
    expect(metadata.missingLeader({ topic: 'users', partition: 2 })).toMatchObject({
      type: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
    expect(metadata.missingLeader({ topic: 'missing', partition: 0 })).toMatchObject({
      type: 'UNKNOWN_TOPIC_OR_PARTITION',
    });
  });

  it('says that the cluster could not be asked', async () => {
    const unreachable = new Error('unreachable');
    const { metadata } = clusterOf({}, { metadata: async () => Promise.reject(unreachable) });
    await metadata.ready([{ topic: 'users', partition: 0 }]);
    expect(metadata.missingLeader({ topic: 'users', partition: 0 })).toBe(unreachable);
  });

  it('does not remember that a topic was missing, and does not request it again', async () => {
    const { metadata, topics, asked } = clusterOf({ orders: [1] });
    await expect(metadata.info('users')).rejects.toMatchObject({ code: 'KFW_TOPIC_UNKNOWN' });
    await metadata.info('orders');
    expect(asked.at(-2)).toBe('metadata orders');
    topics.users = [1];
    expect(await metadata.info('users')).toMatchObject({ partitions: 1 });
  });

  it('creates a missing topic only when it may', async () => {
    const made = clusterOf(
      {},
      {
        create: async (topic) => {
          made.topics[topic] = [1];
        },
      },
    );
    expect(await made.metadata.info('users')).toMatchObject({ partitions: 1 });
  });

  it('knows which topics are compacted', async () => {
    const { metadata } = clusterOf({ latest: [1] });
    expect(await metadata.info('latest')).toMatchObject({ compacted: true });
  });
});
