import { describe, expect, it } from '@jest/globals';
import type { Admin } from '@kfw/core';
import { transportError } from '../../src/errors.js';
import { TopicMetadata } from '../../src/producing/topic-metadata.js';

function fakeAdmin(...existing: string[]) {
  const topics = new Set(existing);
  const asked: string[] = [];
  const admin = {
    async describeTopics([topic]: string[]) {
      asked.push(`describe ${topic}`);
      if (topic === undefined || !topics.has(topic)) throw transportError('KFW_TOPIC_UNKNOWN', { topic: topic ?? '' });
      const partitions = [0, 1].map((partition) => ({ partition, leader: partition + 1, replicas: [], inSync: [] }));
      return [{ topic, partitions }];
    },
    async createTopics([{ topic }]: [{ topic: string }]) {
      asked.push(`create ${topic}`);
      topics.add(topic);
      return [topic];
    },
  } as unknown as Admin;
  return { admin, asked };
}

describe('what a sink knows of topics', () => {
  it('is asked once, also by concurrent callers', async () => {
    const { admin, asked } = fakeAdmin('users');
    const topics = new TopicMetadata(admin, {});
    const [first, second] = await Promise.all([topics.facts('users'), topics.facts('users')]);
    expect([first?.partitions, second?.partitions]).toEqual([2, 2]);
    expect(topics.facts('users')).toMatchObject({ partitions: 2 });
    expect(asked).toEqual(['describe users']);
    expect([0, 1, 2].map((partition) => topics.leaderOf({ topic: 'users', partition }))).toEqual([1, 2, undefined]);
  });

  it('is asked again once it is old, or has proved wrong', async () => {
    const { admin, asked } = fakeAdmin('users');
    const old = new TopicMetadata(admin, { metadataMaxAgeMs: 0 });
    await old.facts('users');
    await old.facts('users');
    const wrong = new TopicMetadata(admin, {});
    await wrong.facts('users');
    wrong.forget('users');
    await wrong.facts('users');
    expect(asked).toHaveLength(4);
  });

  it('does not remember that a topic was missing', async () => {
    const { admin, asked } = fakeAdmin();
    const topics = new TopicMetadata(admin, {});
    for (const _attempt of [1, 2])
      await expect(topics.facts('users')).rejects.toMatchObject({ code: 'KFW_TOPIC_UNKNOWN' });
    expect(asked).toEqual(['describe users', 'describe users']);
  });

  it('creates a missing topic only when it may', async () => {
    const { admin, asked } = fakeAdmin();
    expect(await new TopicMetadata(admin, { createTopics: true }).facts('users')).toMatchObject({ partitions: 2 });
    expect(asked).toEqual(['describe users', 'create users', 'describe users']);
  });
});
