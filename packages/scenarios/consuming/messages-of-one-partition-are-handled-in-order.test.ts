import { setTimeout as work } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const partitions = [0, 1, 2, 3];
const texts = Array.from({ length: 40 }, (_, index) => `message ${index}`);

scenario([6], 'messages of one partition are handled in order, while partitions run concurrently', async (world) => {
  const topic = await world.createTopic('users', { partitions: partitions.length });
  const steps = world.inbox<{ partition: number; step: string }>('steps');

  @Payload(text())
  class Worker extends Consumer {
    async process({ payload, offset }: Message<string>): Promise<void> {
      const { partition } = this;
      steps.push({ partition, step: `begin ${payload}` });
      // No handler gets past its first message until every partition has begun its own.
      if (offset === 0) {
        await steps.until(
          'every partition at work',
          (all) => new Set(all.map((each) => each.partition)).size === partitions.length,
        );
      }
      // The earlier the message, the longer its work: done in any other way, later ones would overtake it.
      await work((texts.length - offset) % 7);
      steps.push({ partition, step: `end ${payload}` });
    }
  }
  const { app } = await startApp(world, {
    routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: Worker, maxMessages: 7 })),
  });

  for (const part of [texts.slice(0, 15), texts.slice(15)]) {
    await Promise.all(partitions.map((partition) => deliverTexts(app, topic, part, { partition })));
  }
  const all = await steps.atLeast(partitions.length * texts.length * 2);
  for (const partition of partitions) {
    expect(all.filter((each) => each.partition === partition).map(({ step }) => step)).toEqual(
      texts.flatMap((payload) => [`begin ${payload}`, `end ${payload}`]),
    );
  }
});
