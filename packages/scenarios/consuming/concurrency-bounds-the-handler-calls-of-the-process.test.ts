import { setImmediate as work } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const partitions = [0, 1, 2, 3];
const texts = Array.from({ length: 30 }, (_, index) => `message ${index}`);
const concurrency = 3;

scenario(
  [],
  'consumer.concurrency bounds the handler calls that run at once, over all partitions, keys and groups of the process',
  async (world) => {
    const inOrder = await world.createTopic('in-order', { partitions: partitions.length });
    const byKey = await world.createTopic('by-key', { partitions: partitions.length });
    const done = world.inbox<string>('messages done');
    const full = Promise.withResolvers<void>();
    const groups = new Set<string>();
    let running = 0;
    let most = 0;

    @Payload(text())
    class Worker extends Consumer {
      async process({ topic, partition, payload }: Message<string>): Promise<void> {
        most = Math.max(most, ++running);
        groups.add(this.group);
        if (running === concurrency) full.resolve();
        // Nobody ends before as many run as may.
        await full.promise;
        await work();
        running--;
        done.push(`${topic} ${partition} ${payload}`);
      }
    }
    const { app } = await startApp(world, {
      settings: { consumer: { concurrency } },
      routes: drawRoutes(({ consumerGroup }) => {
        consumerGroup('one', (group) => group.topic(inOrder, { consumer: Worker, maxMessages: 4 }));
        consumerGroup('two', (group) =>
          group.topic(byKey, { consumer: Worker, orderedBy: 'key', maxConcurrentCalls: 20 }),
        );
      }),
    });
    for (const topic of [inOrder, byKey]) {
      await Promise.all(partitions.map((partition) => deliverTexts(app, topic, texts, { partition })));
    }
    await done.atLeast(2 * partitions.length * texts.length);

    expect(most).toBe(concurrency);
    expect(groups.size).toBe(2);
    for (const partition of partitions) {
      const prefix = `${inOrder} ${partition} `;
      expect(done.items.filter((each) => each.startsWith(prefix))).toEqual(texts.map((each) => `${prefix}${each}`));
    }
    expect(new Set(done.items).size).toBe(done.items.length);
  },
);
