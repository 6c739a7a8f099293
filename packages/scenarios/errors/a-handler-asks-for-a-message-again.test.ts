import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

/** More than `maxRetries`. */
const times = 5;
const waitMs = 300;
/** A timer may fire a little before its time. */
const timerSlackMs = 20;

scenario(
  [],
  'a handler that asks for a message again with retryAfter gets it after that time, however often, and no message of its partition overtakes it',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 2 });
    const clientId = world.name('shop');
    const seen = world.inbox<{ text: string; at: number }>('messages');
    const asksAgain = (message: Message<string>, group: string) => {
      const { partition, payload, attempt } = message;
      seen.push({
        text: `${group.slice(clientId.length + 1)} ${partition} ${payload} ${attempt}`,
        at: performance.now(),
      });
      if (payload === 'b' && attempt <= times) message.retryAfter(attempt === 1 ? waitMs : 1);
    };

    @Payload(text())
    class OneByOne extends Consumer {
      process(message: Message<string>): void {
        asksAgain(message, this.group);
      }
    }
    @Payload(text())
    class InBatches extends Consumer {
      consume({ messages }: Batch<string>): void {
        for (const message of messages) asksAgain(message, this.group);
      }
    }
    const deadLetter = world.name('nowhere');
    const { app, monitor } = await startApp(world, {
      clientId,
      routes: drawRoutes(({ consumerGroup }) => {
        consumerGroup('one', (group) => group.topic(topic, { consumer: OneByOne, deadLetter, maxRetries: 1 }));
        const onlyOne = { maxMessages: 1, deadLetter, maxRetries: 1 };
        consumerGroup('batch', (group) => group.topic(topic, { consumer: InBatches, ...onlyOne }));
      }),
    });
    const failed = world.events(monitor, 'consumer.failed');
    const postponed = world.events(monitor, 'message.postponed');
    await deliverTexts(app, topic, ['a', 'b', 'c'], { partition: 0 });
    await postponed.atLeast(2);
    await deliverTexts(app, topic, ['x'], { partition: 1 });
    const of = (name: string) => seen.items.filter((each) => each.text.startsWith(`${name} 0`));
    const isOver = (name: string) => of(name).at(-1)?.text === `${name} 0 c 1`;
    await seen.until('both at the end', () => isOver('one') && isOver('batch'));
    await seen.until(
      'the other partition',
      (all) => all.filter(({ text: each }) => each.endsWith('1 x 1')).length === 2,
    );

    expect(failed.items).toEqual([]);
    for (const name of ['one', 'batch']) {
      const attempts = Array.from({ length: times + 1 }, (_, index) => `b ${index + 1}`);
      expect(of(name).map((each) => each.text)).toEqual(['a 1', ...attempts, 'c 1'].map((each) => `${name} 0 ${each}`));
      const [, first, second] = of(name);
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(waitMs - timerSlackMs);
      const reports = postponed.items.filter(({ group }) => group === `${clientId}_${name}`);
      expect(reports.map(({ offset, retryInMs }) => `${offset} ${retryInMs}`)).toEqual([
        `1 ${waitMs}`,
        ...Array.from({ length: times - 1 }, () => '1 1'),
      ]);
    }
  },
);
