import { describe, expect, it } from '@jest/globals';
import { Consumer, drawRoutes, json, Payload, Responder, Topic } from '@kfw/core/internal';
import { defineTopics } from '@kfw/operating';
import { loadConfig } from 'kfw';
import { createApp } from 'kfw/internal';
import type { AppCommand } from '../../src/app/app-command.js';
import type { AppDefinition } from '../../src/app/define-app.js';

@Payload(json())
class OrdersConsumer extends Consumer {
  process(): void {}
}

@Topic('invoices', { schema: json() })
class InvoicesResponder extends Responder {
  respond(): void {}
}

const routes = drawRoutes(({ consumerGroup }) => {
  consumerGroup('one', ({ topic }) => {
    topic('orders', {
      consumer: OrdersConsumer,
      responder: InvoicesResponder,
      retryTopics: ['10s'],
      deadLetter: 'dead',
    });
    topic('idle', { consumer: OrdersConsumer, active: false, deadLetter: 'of-idle' });
    topic(/^logs\./, { consumer: OrdersConsumer, responder: false, deadLetter: 'dead' });
  });
  consumerGroup('two', ({ topic }) => topic('invoices', { consumer: OrdersConsumer, responder: false }));
});
const env = { KFW_BROKERS: 'kafka:9092', KFW_CLIENT_ID: 'shop', KFW_SASL: '' };
const made = (definition: Omit<AppDefinition, 'routes'>, environment = 'development', command?: AppCommand) =>
  createApp({
    config: loadConfig({ root: __dirname, env, environment }),
    definition: { routes, ...definition },
    ...(command && { command }),
  });

const topicMapper = {
  toCluster: (topic: string) => `eu.${topic}`,
  fromCluster: (topic: string) => topic.replace(/^eu\./, ''),
};

describe('the topics of an app', () => {
  it('are those of its routes and responders, and of their failed messages, by their real names', async () => {
    const app = await made({});
    expect(app.desiredTopics().map(({ topic, origin, roles, of }) => [topic, origin, roles, of])).toEqual([
      ['orders', 'route', ['route'], []],
      ['invoices', 'route', ['route', 'responder'], []],
      ['dead', 'dead-letter', ['dead-letter'], ['orders', '/^logs\\./']],
      ['orders.shop_one.retry-10s', 'retry', ['retry'], ['orders']],
    ]);
    expect(app.desiredTopics().map(({ partitionsOf }) => partitionsOf)).toEqual([[], [], ['orders'], ['orders']]);
  });

  it('are named as on the cluster, with what the environment declares', async () => {
    const topics = defineTopics(({ topic }) => {
      topic('audit');
      topic('orders', { partitions: 12, environments: { production: { partitions: 24 } } });
    });
    const app = await made({ topics, topicMapper }, 'production');
    expect(app.desiredTopics().map(({ topic, origin, partitions, of }) => [topic, origin, partitions, of])).toEqual([
      ['eu.audit', 'declared', undefined, []],
      ['eu.orders', 'declared', 24, []],
      ['eu.invoices', 'route', undefined, []],
      ['eu.dead', 'dead-letter', 24, ['eu.orders', '/^logs\\./']],
      ['eu.orders.shop_one.retry-10s', 'retry', 24, ['eu.orders']],
    ]);
  });

  it('with strictTopics, must be declared but for patterns and retry topics: all others are listed', async () => {
    const topics = defineTopics(({ topic }) => topic('orders'));
    await expect(made({ topics, strictTopics: true })).rejects.toMatchObject({
      code: 'KFW_TOPICS_UNDECLARED',
      message: [
        '2 topics are not declared, and strictTopics is on:',
        '  - invoices: read by OrdersConsumer; written by InvoicesResponder',
        '  - dead: the dead-letter topic of orders, /^logs\\./',
        "Declare each in config/topics.ts: topic('invoices', { partitions: 12 }).",
      ].join('\n'),
    });
    await expect(made({ strictTopics: true })).rejects.toThrow('3 topics are not declared');
    for (const command of ['server', 'console', 'script'] as const) {
      await expect(made({ strictTopics: true }, 'development', command)).rejects.toThrow('3 topics are not declared');
    }
    for (const command of ['operating', 'routes', 'info', 'schemas'] as const) {
      await expect(made({ strictTopics: true }, 'development', command)).resolves.toBeDefined();
    }
    const all = defineTopics(({ topic }) => ['orders', 'invoices', 'dead'].forEach((name) => void topic(name)));
    await expect(made({ topics: all, strictTopics: true })).resolves.toBeDefined();
  });

  it('of an environment that the configuration does not have, but one of a similar name, are a mistake', async () => {
    const topics = defineTopics(({ topic }) => topic('orders', { environments: { prodution: { partitions: 24 } } }));
    const options = { config: loadConfig({ root: __dirname, env }), definition: { routes, topics } };
    await expect(createApp({ ...options, environments: ['development', 'production'] })).rejects.toThrow(
      'Did you mean "production"?',
    );
    await expect(createApp(options)).resolves.toBeDefined();
  });

  it('may be a mistake: in the file, in the names on the cluster, or because of what is passed', async () => {
    const refused = async (definition: object) =>
      made(definition).then(
        () => 'booted',
        ({ code, message }) => [code, message.split('\n').slice(1)],
      );
    const collides = defineTopics(({ topic }) => topic('orders.shop.one.retry-10s'));
    expect(await refused({ topics: collides })).toEqual([
      'KFW_TOPICS_INVALID',
      [
        '  - the topics "orders.shop.one.retry-10s" and "orders.shop_one.retry-10s" cannot both be on one cluster: to Kafka "." and "_" are the same in names. Rename one.',
      ],
    ]);
    const long = defineTopics(({ topic }) => topic('x'.repeat(248)));
    expect(await refused({ topics: long, topicMapper })).toEqual([
      'KFW_TOPICS_INVALID',
      [expect.stringContaining('which Kafka does not allow.')],
    ]);
    expect(await refused({ topics: {}, strictTopics: 'yes' })).toEqual([
      'KFW_TOPICS_INVALID',
      [
        '  - "topics" of defineApp must be the result of defineTopics. Write export default defineTopics(…) in config/topics.ts.',
        '  - "strictTopics" of defineApp must be true or false.',
      ],
    ]);
  });
});
