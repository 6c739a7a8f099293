import { describe, expect, it } from '@jest/globals';
import { type DeclaredTopic, desiredTopics, type ImpliedTopic } from '../../src/topics/desired-topic.js';

const declared = (topic: string, over: Partial<DeclaredTopic> = {}): DeclaredTopic => ({ topic, config: {}, ...over });
const implied = (role: ImpliedTopic['role'], topic: string, ...of: string[]): ImpliedTopic => ({ topic, role, of });

describe('the topics that an app wants', () => {
  it('are those it declares and those it uses, each once, with what they are for', () => {
    const topics = desiredTopics(
      [declared('audit'), declared('orders', { partitions: 12, config: { 'retention.ms': '5' } })],
      [implied('route', 'orders'), implied('route', 'users'), implied('responder', 'users')],
    );
    expect(topics).toEqual([
      { topic: 'audit', origin: 'declared', roles: [], of: [], partitionsOf: [], config: {} },
      {
        topic: 'orders',
        origin: 'declared',
        roles: ['route'],
        of: [],
        partitions: 12,
        partitionsOf: [],
        config: { 'retention.ms': '5' },
      },
      { topic: 'users', origin: 'route', roles: ['route', 'responder'], of: [], partitionsOf: [], config: {} },
    ]);
  });

  it('give a topic for failed messages the partitions and replicas of its source', () => {
    const [, , retry] = desiredTopics(
      [declared('orders', { partitions: 12, replicationFactor: 3, config: { 'retention.ms': '5' } })],
      [
        implied('route', 'orders'),
        implied('dead-letter', 'dead', 'orders'),
        implied('retry', 'orders.shop_a.retry-10s', 'orders'),
      ],
    );
    expect(retry).toEqual({
      topic: 'orders.shop_a.retry-10s',
      origin: 'retry',
      roles: ['retry'],
      of: ['orders'],
      partitions: 12,
      replicationFactor: 3,
      partitionsOf: [],
      config: {},
    });
  });

  it('give a shared one the most, and name the sources whose partitions only the cluster knows', () => {
    const [dead] = desiredTopics(
      [declared('orders', { partitions: 12 }), declared('users', { partitions: 3 }), declared('unsized')],
      ['orders', 'users', 'unsized', 'undeclared', '/^logs\\./'].map((of) => implied('dead-letter', 'dead', of)),
    ).slice(-1);
    expect(dead).toMatchObject({ partitions: 12, partitionsOf: ['unsized', 'undeclared'] });
    expect(dead?.of).toEqual(['orders', 'users', 'unsized', 'undeclared', '/^logs\\./']);
  });

  it('let a declaration decide field by field', () => {
    const uses = [implied('dead-letter', 'dead', 'orders'), implied('route', 'dead')];
    const orders = declared('orders', { partitions: 12, replicationFactor: 3 });
    const deadAs = (over: Partial<DeclaredTopic>) => desiredTopics([declared('dead', over), orders], uses)[0];

    expect(deadAs({ config: { 'retention.ms': '-1' } })).toEqual({
      topic: 'dead',
      origin: 'declared',
      roles: ['dead-letter', 'route'],
      of: ['orders'],
      partitions: 12,
      replicationFactor: 3,
      partitionsOf: [],
      config: { 'retention.ms': '-1' },
    });
    expect(deadAs({ partitions: 1 })).toMatchObject({ partitions: 1, replicationFactor: 3 });
    expect(desiredTopics([declared('dead', { partitions: 1 })], uses)[0]).toMatchObject({ partitionsOf: [] });
    expect(desiredTopics([declared('dead')], uses)[0]).toMatchObject({ partitionsOf: ['orders'] });
  });
});
