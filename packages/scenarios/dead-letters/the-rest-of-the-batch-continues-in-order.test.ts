import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

const texts = ['a', 'bad 1', 'b', 'bad 2', 'bad 3', 'c', 'd'];

scenario(
  [29],
  'after a message has gone to the dead letters, the rest of the batch continues in order, however the handler is written',
  async (world) => {
    const topic = await world.createTopic('users');
    const deadLetters = await world.createTopic('dead-letters');
    const clientId = world.name('shop');
    const done = world.inbox<string>('messages done');
    const sizes: number[] = [];

    @Payload(text())
    class OneByOne extends Consumer {
      process({ payload }: Message<string>): void {
        if (payload.startsWith('bad')) throw new Error(`${payload} is bad`);
        done.push(`${this.group} ${payload}`);
      }
    }
    @Payload(text())
    class InBatches extends Consumer {
      consume(batch: Batch<string>): void {
        sizes.push(batch.size);
        for (const message of batch) {
          if (message.payload.startsWith('bad')) throw new Error(`${message.payload} is bad`);
          done.push(`${this.group} ${message.payload}`);
          this.markAsConsumed(message);
        }
      }
    }
    const options = { deadLetter: deadLetters, maxRetries: 1, pauseMs: 1 };
    const { app, monitor, stop } = await startApp(world, {
      clientId,
      routes: drawRoutes(({ consumerGroup }) => {
        consumerGroup('one', (group) => group.topic(topic, { consumer: OneByOne, ...options }));
        consumerGroup('batch', (group) => group.topic(topic, { consumer: InBatches, ...options }));
      }),
    });
    const failed = world.events(monitor, 'consumer.failed');
    const letters = world.events(monitor, 'message.deadLettered');
    const commits = world.events(monitor, 'offsets.committed');
    await deliverTexts(app, topic, texts, { key: 'one' });
    await done.atLeast(8);
    await letters.atLeast(6);
    expect(await stop()).toBe(0);

    for (const group of [`${clientId}_one`, `${clientId}_batch`]) {
      expect(done.items.filter((each) => each.startsWith(group))).toEqual(
        ['a', 'b', 'c', 'd'].map((each) => `${group} ${each}`),
      );
      const own = failed.items.filter((event) => event.group === group);
      expect(own.map(({ offset, attempt, outcome }) => `${offset} ${attempt} ${outcome}`)).toEqual([
        ...['1 1 retry', '1 2 deadLetter', '3 1 retry', '3 2 deadLetter', '4 1 retry', '4 2 deadLetter'],
      ]);
      const last = commits.items.filter((event) => event.group === group).at(-1);
      expect(last?.offsets).toMatchObject([{ topic, partition: 0, offset: texts.length }]);
    }
    expect(Math.max(...sizes)).toBe(texts.length);
    const read = await readWithKcat(world, deadLetters);
    // A batch that comes again is one more delivery of all that is left of it.
    for (const [group, attempts] of Object.entries({ one: ['2', '2', '2'], batch: ['2', '4', '6'] })) {
      const own = read.filter(({ headers }) => headers['kfw-source-group'] === `${clientId}_${group}`);
      expect(own.map(({ value }) => value)).toEqual(['bad 1', 'bad 2', 'bad 3']);
      expect(own.map(({ headers }) => headers['kfw-attempts'])).toEqual(attempts);
    }
  },
);
