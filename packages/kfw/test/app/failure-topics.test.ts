import { describe, expect, it } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { builtInCodecs, Codecs, Consumer, compilePlan, drawRoutes, json, type Plan } from '@kfw/core/internal';
import { failureTopics, reportMissingTopics } from '../../src/app/failure-topics.js';

class AnyConsumer extends Consumer {
  process(): void {}
}

function planOf(draw: Parameters<typeof drawRoutes>[0]): Plan {
  return compilePlan({ routes: drawRoutes(draw), clientId: 'shop', codecs: new Codecs(builtInCodecs) });
}

const shared = planOf(({ consumerGroup }) => {
  consumerGroup('one', ({ topic }) => {
    topic('users', { consumer: AnyConsumer, schema: json(), retryTopics: ['10s'], deadLetter: 'dead' });
    topic('idle', { consumer: AnyConsumer, schema: json(), deadLetter: 'of.idle', active: false });
  });
  consumerGroup('two', ({ topic }) => {
    topic('orders', { consumer: AnyConsumer, schema: json(), deadLetter: 'dead' });
    topic(/^logs\./, { consumer: AnyConsumer, schema: json(), deadLetter: 'of.logs' });
  });
});

describe('the topics for failed messages', () => {
  it('are each listed once, with the topics that need them, also those of patterns; none of inactive routes', () => {
    expect(failureTopics(shared)).toEqual([
      { topic: 'dead', kind: 'dead-letter', of: ['users', 'orders'] },
      { topic: 'users.shop_one.retry-10s', kind: 'retry', of: ['users'] },
      { topic: 'of.logs', kind: 'dead-letter', of: ['/^logs\\./'] },
    ]);
  });

  const missingOf = async (listTopics: () => Promise<string[]>, prefix = ''): Promise<string[]> => {
    const monitor = new Monitor();
    const missing: string[] = [];
    monitor.subscribe('topic.missing', ({ topic, kind }) => void missing.push(`${kind} ${topic}`));
    const topicMapper = {
      toCluster: (topic: string) => `${prefix}${topic}`,
      fromCluster: (topic: string) => topic.slice(prefix.length),
    };
    await reportMissingTopics({ plan: shared, admin: { listTopics }, topicMapper, monitor });
    return missing;
  };

  it('are reported when the cluster does not list them, by their names there', async () => {
    expect(await missingOf(async () => ['eu.users', 'eu.dead'], 'eu.')).toEqual([
      'retry eu.users.shop_one.retry-10s',
      'dead-letter eu.of.logs',
    ]);
    expect(await missingOf(async () => ['dead', 'of.logs', 'users.shop_one.retry-10s'])).toEqual([]);
  });

  it('are not reported if the cluster does not respond', async () => {
    expect(await missingOf(() => Promise.reject(new Error('not now')))).toEqual([]);
  });

  it('cause no request if no route has any', async () => {
    const plan = planOf(({ topic }) => topic('users', { consumer: AnyConsumer, schema: json() }));
    const listTopics = () => Promise.reject(new Error('asked'));
    await reportMissingTopics({ plan, admin: { listTopics }, topicMapper: undefined, monitor: new Monitor() });
  });
});
