import { setImmediate as work } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

const partitions = [0, 1, 2, 3, 4, 5];
const texts = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? `fine ${index}` : `bad ${index}`));

scenario(
  [36],
  "order within the dead-letter topic follows the source partition's order, while partitions run side by side",
  async (world) => {
    const topic = await world.createTopic('users', { partitions: partitions.length });
    const deadLetters = await world.createTopic('dead-letters', { partitions: 4 });

    @Payload(text())
    class Trier extends Consumer {
      async process({ payload }: Message<string>): Promise<void> {
        await work();
        if (payload.startsWith('bad')) throw new Error(payload);
      }
    }
    const { app, monitor } = await startApp(world, {
      routes: drawRoutes(({ topic: draw }) => {
        draw(topic, { consumer: Trier, deadLetter: deadLetters, maxRetries: 1, pauseMs: 1, maxMessages: 7 });
      }),
    });
    const moved = world.events(monitor, 'message.deadLettered');
    // Each message has a key of its own: by key alone they would be strewn over the partitions.
    await Promise.all(partitions.map((partition) => deliverTexts(app, topic, texts, { partition })));
    await moved.atLeast(partitions.length * 40);

    const bad = texts.filter((each) => each.startsWith('bad'));
    const letters = await readWithKcat(world, deadLetters);
    expect(letters).toHaveLength(partitions.length * bad.length);
    for (const source of partitions) {
      const own = letters.filter(({ headers }) => headers['kfw-source-partition'] === String(source));
      expect(own.map(({ value }) => value)).toEqual(bad);
      expect(new Set(own.map(({ partition }) => partition)).size).toBe(1);
    }
    expect(new Set(letters.map(({ partition }) => partition)).size).toBeGreaterThan(1);
  },
);
