import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const texts = ['a', 'b', 'c', 'd', 'e'];

scenario([24], 'an error never skips the rest of the batch, however the handler is written', async (world) => {
  const topic = await world.createTopic('users');
  const clientId = world.name('shop');
  const tried = world.inbox<string>('messages tried');
  const done = world.inbox<string>('messages done');

  @Payload(text())
  class OneByOne extends Consumer {
    process({ payload, attempt }: Message<string>): Promise<void> | undefined {
      tried.push(`${this.group} ${payload}`);
      if (payload === 'b' && attempt === 1) throw new Error('at once');
      if (payload === 'd' && attempt <= 2) return Promise.reject(new Error('later'));
      done.push(`${this.group} ${payload}`);
      return undefined;
    }
  }
  @Payload(text())
  class InBatches extends Consumer {
    async consume({ messages }: Batch<string>): Promise<void> {
      for (const { payload, attempt } of messages) {
        tried.push(`${this.group} ${payload}`);
        if (payload === 'b' && attempt <= 2) throw new Error('in the middle');
        done.push(`${this.group} ${payload}`);
      }
    }
  }
  const routes = drawRoutes(({ consumerGroup }) => {
    consumerGroup('one', (group) => group.topic(topic, { consumer: OneByOne, pauseMs: 1 }));
    consumerGroup('batch', (group) => group.topic(topic, { consumer: InBatches, pauseMs: 1 }));
  });
  const of = (items: readonly string[], group: string) =>
    items
      .filter((each) => each.startsWith(`${clientId}_${group} `))
      .map((each) => each.slice(-1))
      .join('');

  const first = await startApp(world, { clientId, routes });
  const failures = world.events(first.monitor, 'consumer.failed');
  const commits = world.events(first.monitor, 'offsets.committed');
  await deliverTexts(first.app, topic, texts, { key: 'one' });
  await done.until(
    'both groups at the end',
    (items) => of(items, 'one') === 'abcde' && of(items, 'batch').endsWith('e'),
  );
  expect(of(tried.items, 'one')).toBe('ab' + 'bcd' + 'd' + 'de');
  expect(of(tried.items, 'batch')).toBe('ab' + 'ab' + 'abcde');
  expect(failures.items.map(({ group, offset, attempt }) => `${group} ${offset} ${attempt}`).sort()).toEqual([
    `${clientId}_batch 0 1`,
    `${clientId}_batch 0 2`,
    `${clientId}_one 1 1`,
    `${clientId}_one 3 1`,
    `${clientId}_one 3 2`,
  ]);

  await first.stop();
  const last = (group: string) => commits.items.filter((each) => each.group === `${clientId}_${group}`).at(-1);
  for (const group of ['one', 'batch'])
    expect(last(group)?.offsets).toMatchObject([{ topic, partition: 0, offset: 5 }]);
  const second = await startApp(world, { clientId, routes });
  await deliverTexts(second.app, topic, ['z'], { key: 'one' });
  await done.until('the next message', (items) => of(items, 'one').endsWith('z') && of(items, 'batch').endsWith('z'));
  expect(of(tried.items, 'one')).toBe('ab' + 'bcd' + 'd' + 'de' + 'z');
  expect(of(tried.items, 'batch')).toBe('ab' + 'ab' + 'abcde' + 'z');
});
