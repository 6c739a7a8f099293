import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([45], 'at most once: marking before the work means an error does not redeliver', async (world) => {
  const topic = await world.createTopic('users');
  const clientId = world.name('shop');
  const tried = world.inbox<string>('messages tried');

  @Payload(text())
  class OneByOne extends Consumer {
    process(message: Message<string>): void {
      this.markAsConsumed(message);
      tried.push(`one ${message.payload}`);
      if (message.payload === 'b') throw new Error('half done');
    }
  }
  @Payload(text())
  class InBatches extends Consumer {
    async consume({ messages }: Batch<string>): Promise<void> {
      for (const message of messages) {
        this.markAsConsumed(message);
        tried.push(`batch ${message.payload}`);
        if (message.payload === 'b') throw new Error('half done');
      }
    }
  }
  const routes = drawRoutes(({ consumerGroup }) => {
    consumerGroup('one', (group) => group.topic(topic, { consumer: OneByOne, pauseMs: 1 }));
    consumerGroup('batch', (group) => group.topic(topic, { consumer: InBatches, pauseMs: 1 }));
  });
  const of = (style: string) => tried.items.filter((each) => each.startsWith(style)).map((each) => each.slice(-1));

  const first = await startApp(world, { clientId, routes });
  const failures = world.events(first.monitor, 'consumer.failed');
  await deliverTexts(first.app, topic, ['a', 'b', 'c'], { key: 'one' });
  await tried.until('both at the end', (items) => items.includes('one c') && items.includes('batch c'));
  // `process` fails at its message; `consume` at the first one that is still to do.
  const failedAt = (name: string) =>
    failures.items.filter(({ group }) => group === `${clientId}_${name}`).map(({ offset }) => offset);
  expect([failedAt('one'), failedAt('batch')]).toEqual([[1], [2]]);
  await first.stop();

  const second = await startApp(world, { clientId, routes });
  await deliverTexts(second.app, topic, ['d'], { key: 'one' });
  await tried.until('both at the next', (items) => items.includes('one d') && items.includes('batch d'));
  for (const style of ['one', 'batch']) expect(of(style)).toEqual(['a', 'b', 'c', 'd']);
});
