import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

const texts = ['a', 'old', 'b', 'bad', 'c', 'old', 'bad', 'd'];

scenario([35], 'a handler can dead-letter or skip a message itself, with process and with consume', async (world) => {
  const topic = await world.createTopic('users');
  const deadLetters = await world.createTopic('dead-letters');
  const clientId = world.name('shop');
  const seen = world.inbox<string>('messages');
  const judge = (message: Message<string>) => {
    if (message.payload === 'old') message.skip('an old one');
    if (message.payload === 'bad') message.deadLetter('a bad one');
  };

  @Payload(text())
  class OneByOne extends Consumer {
    process(message: Message<string>): void {
      seen.push(`${this.group} ${message.payload}`);
      judge(message);
    }
  }
  @Payload(text())
  class InBatches extends Consumer {
    consume(batch: Batch<string>): void {
      for (const message of batch) {
        seen.push(`${this.group} ${message.payload}`);
        judge(message);
      }
    }
  }
  const { app, monitor, stop } = await startApp(world, {
    clientId,
    routes: drawRoutes(({ consumerGroup }) => {
      consumerGroup('one', (group) => group.topic(topic, { consumer: OneByOne, deadLetter: deadLetters }));
      consumerGroup('batch', (group) => group.topic(topic, { consumer: InBatches, deadLetter: deadLetters }));
    }),
  });
  const skipped = world.events(monitor, 'message.skipped');
  const moved = world.events(monitor, 'message.deadLettered');
  const failed = world.events(monitor, 'consumer.failed');
  await deliverTexts(app, topic, texts, { key: 'one' });
  await seen.atLeast(2 * texts.length);
  await moved.atLeast(4);
  await skipped.atLeast(4);
  expect(await stop()).toBe(0);
  await app.connect();

  expect(failed.items).toEqual([]);
  const letters = await readWithKcat(world, deadLetters);
  for (const group of [`${clientId}_one`, `${clientId}_batch`]) {
    expect(seen.items.filter((each) => each.startsWith(group))).toEqual(texts.map((each) => `${group} ${each}`));
    const position = { group, topic, partition: 0, error: undefined };
    expect(skipped.items.filter((event) => event.group === group)).toMatchObject([
      { ...position, offset: 1, reason: 'an old one' },
      { ...position, offset: 5, reason: 'an old one' },
    ]);
    expect(moved.items.filter((event) => event.group === group)).toMatchObject([
      { ...position, offset: 3, to: deadLetters, attempts: 1, reason: 'a bad one' },
      { ...position, offset: 6, to: deadLetters, attempts: 1, reason: 'a bad one' },
    ]);
    const own = letters.filter(({ headers }) => headers['kfw-source-group'] === group);
    expect(own.map(({ value, headers }) => `${value} ${headers['kfw-source-offset']}`)).toEqual(['bad 3', 'bad 6']);
    for (const { headers } of own) {
      expect(headers).toMatchObject({ 'kfw-attempts': '1', 'kfw-error-message': 'a bad one' });
      expect(headers).not.toHaveProperty('kfw-error-class');
    }
    expect(await app.admin.groupOffsets(group, [topic])).toEqual([{ topic, partition: 0, offset: texts.length }]);
  }
});
