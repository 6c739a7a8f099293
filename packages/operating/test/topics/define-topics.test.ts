import { describe, expect, it } from '@jest/globals';
import { defineTopics } from '../../src/topics/define-topics.js';

const mistakesOf = (declare: Parameters<typeof defineTopics>[0]): string[] => {
  try {
    defineTopics(declare).forEnvironment('development');
  } catch (thrown) {
    const { code, message } = thrown as { code: string; message: string };
    expect(code).toBe('KFW_TOPICS_INVALID');
    return message
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^ {2}- (\S*define-topics\.test\.ts:\d+, )?/, ''));
  }
  return [];
};

describe('declared topics', () => {
  it('have their options as keys of Kafka, in text', () => {
    const topics = defineTopics(({ topic }) => {
      topic('orders', {
        partitions: 12,
        replicationFactor: 3,
        retentionMs: -1,
        retentionBytes: 1_000_000_000,
        compacted: false,
        config: { 'min.insync.replicas': 2, 'unclean.leader.election.enable': false, 'vendor.tier': 'cold' },
      });
      topic('plain');
    });
    expect(topics.forEnvironment('production')).toEqual([
      {
        topic: 'orders',
        partitions: 12,
        replicationFactor: 3,
        config: {
          'retention.ms': '-1',
          'retention.bytes': '1000000000',
          'cleanup.policy': 'delete',
          'min.insync.replicas': '2',
          'unclean.leader.election.enable': 'false',
          'vendor.tier': 'cold',
        },
      },
      { topic: 'plain', config: {} },
    ]);
  });

  it('override one default without losing the others, wherever the defaults stand', () => {
    const topics = defineTopics(({ topic, defaults }) => {
      topic('orders', { partitions: 12, config: { 'segment.ms': 60_000 }, compacted: false });
      defaults({ partitions: 6, replicationFactor: 3, compacted: true, config: { 'min.insync.replicas': 2 } });
    });
    expect(topics.forEnvironment('production')).toEqual([
      {
        topic: 'orders',
        partitions: 12,
        replicationFactor: 3,
        config: { 'cleanup.policy': 'delete', 'min.insync.replicas': '2', 'segment.ms': '60000' },
      },
    ]);
  });

  it('override a key with an option, and an option with a key', () => {
    const topics = defineTopics(({ topic, defaults }) => {
      defaults({ retentionMs: 1_000, config: { 'retention.bytes': 5 } });
      topic('orders', { retentionBytes: 7, config: { 'retention.ms': 9 } });
    });
    expect(topics.forEnvironment('x')[0]?.config).toEqual({ 'retention.ms': '9', 'retention.bytes': '7' });
  });

  it('may differ per environment; a topic is stronger than the defaults, also than those of an environment', () => {
    const topics = defineTopics(({ topic, defaults }) => {
      defaults({ partitions: 3, environments: { production: { partitions: 6, replicationFactor: 3 } } });
      topic('orders', { partitions: 12, environments: { development: { partitions: 1 } } });
      topic('users');
    });
    const counts = (environment: string) =>
      topics.forEnvironment(environment).map(({ partitions, replicationFactor }) => [partitions, replicationFactor]);
    expect(counts('production')).toEqual([
      [12, 3],
      [6, 3],
    ]);
    expect(counts('development')).toEqual([
      [1, undefined],
      [3, undefined],
    ]);
    expect(counts('staging')).toEqual([
      [12, undefined],
      [3, undefined],
    ]);
  });

  it('report all mistakes at once, each with file, line and topic', () => {
    const declare: Parameters<typeof defineTopics>[0] = ({ topic, defaults }) => {
      defaults({ partition: 3 } as never);
      topic('orders', { retentionMs: '7d' } as never);
    };
    expect(() => defineTopics(declare).forEnvironment('x')).toThrow(
      /^2 mistakes in the declared topics:\n {2}- \S*define-topics\.test\.ts:\d+, defaults: "partition" is not an option\. Did you mean "partitions"\?\n {2}- \S*define-topics\.test\.ts:\d+, topic orders: "retentionMs" must be a whole number of milliseconds, or -1 for without limit\.$/,
    );
  });

  it.each([
    [{ partitions: 0 }, '"partitions" must be a whole number from 1 to 2,147,483,647.'],
    [{ replicationFactor: 1.5 }, '"replicationFactor" must be a whole number from 1 to 32,767.'],
    [{ retentionBytes: -2 }, '"retentionBytes" must be a whole number of bytes, or -1 for without limit.'],
    [{ compacted: 'yes' }, '"compacted" must be true or false.'],
    [{ config: ['a'] }, `"config" must be an object, such as { 'max.message.bytes': 2_000_000 }.`],
    [{ environments: true }, '"environments" must be an object, such as { production: { partitions: 12 } }.'],
    [{ environments: { production: 5 } }, 'environment production: it must be an object.'],
    [{ 'retention.ms': 5 }, `"retention.ms" belongs in config: { 'retention.ms': … }.`],
    [{ config: { 'retension.ms': 5 } }, `config['retension.ms'] is not a key of Kafka. Did you mean "retention.ms"?`],
    [{ config: { 'cleanup.policy': 'compacted' } }, /^config\['cleanup.policy'] must be one of delete, compact, /],
    [{ config: { 'min.insync.replicas': '2' } }, "config['min.insync.replicas'] must be a whole number."],
    [{ config: { 'segment.ms': 1.5 } }, "config['segment.ms'] must be a whole number."],
    [{ config: { 'min.cleanable.dirty.ratio': '0.5' } }, "config['min.cleanable.dirty.ratio'] must be a number."],
    [{ config: { preallocate: 'true' } }, "config['preallocate'] must be true or false."],
    [{ config: { 'vendor.tier': {} } }, "config['vendor.tier'] must be text, a number, true or false."],
    [
      { retentionMs: 5, config: { 'retention.ms': 6 } },
      "it has both retentionMs and config['retention.ms'], which are the same. Keep one.",
    ],
    [
      { compacted: true, config: { 'cleanup.policy': 'compact' } },
      "it has both compacted and config['cleanup.policy'], which are the same. Keep one.",
    ],
    [
      { environments: { test: { environments: {} } } },
      'environment test: "environments" is not an option. Options: partitions, replicationFactor, retentionMs, retentionBytes, compacted, config.',
    ],
    [null, 'its options must be an object, such as { partitions: 12 }.'],
  ])('refuse %j', (settings, mistake) => {
    const mistakes = mistakesOf(({ topic }) => topic('orders', settings as never));
    expect(mistakes).toEqual([
      typeof mistake === 'string'
        ? `topic orders: ${mistake}`
        : expect.stringMatching(new RegExp(mistake.source.replace('^', '^topic orders: '))),
    ]);
  });

  it('refuse the settings of an environment whose name misspells a known one; a name that resembles none is left alone', () => {
    const topics = defineTopics(({ topic, defaults }) => {
      defaults({ environments: { prodution: { partitions: 6 } } });
      topic('orders', { environments: { production: { partitions: 9 }, stagin: {}, loadtest: { partitions: 1 } } });
    });
    expect(() => topics.forEnvironment('production', ['development', 'production', 'staging'])).toThrow(
      /^2 mistakes in .*\n.*defaults: environment prodution: there is no such environment, so its settings never apply\. Did you mean "production"\?\n.*topic orders: environment stagin: .* Did you mean "staging"\?$/,
    );
    expect(topics.forEnvironment('production')).toHaveLength(1);
    expect(topics.forEnvironment('production', ['production', 'prodution', 'stagin'])).toHaveLength(1);
  });

  it.each([
    [{ compacted: true, retentionMs: 5 }, ['retentionMs']],
    [{ compacted: true, retentionMs: 5, retentionBytes: 5 }, ['retentionMs', 'retentionBytes']],
    [{ config: { 'cleanup.policy': 'compact', 'retention.ms': 5 } }, ["config['retention.ms']"]],
    [{ compacted: true, environments: { test: { retentionMs: 5 } } }, ['environment test: retentionMs']],
    [{ environments: { test: { retentionMs: 5, compacted: true } } }, ['environment test: retentionMs']],
    [{ compacted: true, retentionMs: -1 }, []],
    [{ compacted: false, retentionMs: 5 }, []],
    [{ config: { 'cleanup.policy': 'compact,delete' }, retentionMs: 5 }, []],
    [{ compacted: true, retentionMs: 5, environments: { test: { compacted: false } } }, []],
    [{ retentionMs: 5, environments: { test: { compacted: true } } }, []],
  ] as const)('of a topic that is only compacted, %j: a retention without effect is a mistake', (settings, useless) => {
    const mistakes = mistakesOf(({ topic, defaults }) => {
      defaults({ retentionMs: 9 });
      topic('orders', settings);
    });
    expect(mistakes).toEqual(
      useless.map(
        (what) =>
          `topic orders: ${what} has no effect on a compacted topic, which keeps the last message of each key. To delete old ones as well, write config: { 'cleanup.policy': 'compact,delete' } instead.`,
      ),
    );
  });

  it('refuse names that Kafka refuses, names that collide there, and a topic twice', () => {
    const mistakes = mistakesOf(({ topic }) => {
      topic('of users');
      topic('x'.repeat(250));
      topic('shop.orders');
      topic('shop_orders');
      topic('shop.orders');
    });
    const rule = 'the name of a topic may hold up to 249 letters, digits, ".", "_" and "-" only.';
    expect(mistakes).toEqual([
      `topic of users: ${rule}`,
      `topic ${'x'.repeat(250)}: ${rule}`,
      'topic shop.orders: it is declared twice. Keep one.',
      'the topics "shop.orders" and "shop_orders" cannot both be on one cluster: to Kafka "." and "_" are the same in names. Rename one.',
    ]);
  });

  it('are frozen, and leave the objects of the caller alone', () => {
    const settings = Object.freeze({ config: Object.freeze({ 'segment.ms': 5 }) });
    const topics = defineTopics(({ topic, defaults }) => {
      defaults(Object.freeze({ retentionMs: 5 }));
      topic('orders', settings);
    });
    const [orders] = topics.forEnvironment('x');
    expect(Object.isFrozen(topics) && Object.isFrozen(topics.forEnvironment('x'))).toBe(true);
    expect(Object.isFrozen(orders) && Object.isFrozen(orders?.config)).toBe(true);
    expect(settings).toEqual({ config: { 'segment.ms': 5 } });
  });
});
