import { expect } from '@jest/globals';
import { Consumer, defineTopics, drawRoutes, json, Payload, Responder, Topic } from 'kfw';
import { bootApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

@Payload(json())
class QuietConsumer extends Consumer {
  process(): void {}
}

@Topic('invoices', { schema: json() })
class InvoicesResponder extends Responder {
  respond(): void {}
}

scenario(
  [96],
  "topics that routes and responders imply are listed by their real names, with the source's partitions",
  async (world) => {
    const clientId = world.name('shop');
    const app = await bootApp(world, {
      clientId,
      routes: drawRoutes(({ consumerGroup }) => {
        consumerGroup('one', ({ topic }) => {
          topic('orders', { consumer: QuietConsumer, responder: InvoicesResponder, retryTopics: ['10s', '5m'] });
          topic('users', { consumer: QuietConsumer, deadLetter: 'dead' });
        });
      }),
      topics: defineTopics(({ topic }) => topic('orders', { partitions: 12, replicationFactor: 3 })),
      topicMapper: {
        toCluster: (topic) => `eu.${topic}`,
        fromCluster: (topic) => (topic.startsWith('eu.') ? topic.slice(3) : undefined),
      },
    });

    const implied = app.desiredTopics().filter(({ origin }) => origin !== 'declared');
    const sized = { of: ['eu.orders'], partitions: 12, replicationFactor: 3, partitionsOf: [] };
    expect(implied).toMatchObject([
      { topic: 'eu.users', origin: 'route', of: [] },
      { topic: `eu.orders.${clientId}_one.retry-10s`, origin: 'retry', ...sized },
      { topic: `eu.orders.${clientId}_one.retry-5m`, origin: 'retry', ...sized },
      { topic: 'eu.dead', origin: 'dead-letter', of: ['eu.users'], partitionsOf: ['eu.users'] },
      { topic: 'eu.invoices', origin: 'responder', of: [] },
    ]);
  },
);
