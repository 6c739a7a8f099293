import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [33],
  'a dead-letter topic that cannot be written to keeps the partition paused and is reported; nothing is skipped, and it resumes by itself',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 2 });
    const deadLetters = world.name('dead-letters');
    const seen = world.inbox<string>('messages');

    @Payload(text())
    class Trier extends Consumer {
      process({ partition, payload, attempt }: Message<string>): void {
        seen.push(`${partition} ${payload} ${attempt}`);
        if (payload === 'bad') throw new Error('too bad');
      }
    }
    const { app, monitor } = await startApp(world, {
      settings: { createTopics: false, producer: { deliveryTimeoutMs: 500 } },
      routes: drawRoutes(({ topic: draw }) => {
        draw(topic, { consumer: Trier, deadLetter: deadLetters, maxRetries: 0, pauseMs: 10, maxPauseMs: 50 });
      }),
    });
    const group = `${app.config.clientId}_app`;
    const stuck = world.events(monitor, 'message.stuck');
    const moved = world.events(monitor, 'message.deadLettered');
    await deliverTexts(app, topic, ['a', 'bad', 'b'], { partition: 0 });

    const [first] = await stuck.atLeast(2);
    expect(first).toMatchObject({ group, topic, partition: 0, consumer: 'Trier', offset: 1, to: deadLetters });
    expect(first?.retryInMs).toBeLessThanOrEqual(50);
    expect(first?.error).toBeInstanceOf(Error);
    await deliverTexts(app, topic, ['x', 'y'], { partition: 1 });
    await seen.first('the other partition', (each) => each === '1 y 1');
    await stuck.atLeast(stuck.items.length + 1);
    // Nothing gets past it, it is not tried again, and no offset says that it is done.
    expect(seen.items.filter((each) => each.startsWith('0'))).toEqual(['0 a 1', '0 bad 1']);
    expect(moved.items).toEqual([]);
    const committed = async (partition: number) => {
      const offsets = await app.admin.groupOffsets(group, [topic]);
      return offsets.find((each) => each.partition === partition)?.offset;
    };
    await world.until('the other offset', async () => ((await committed(1)) === 2 ? true : undefined));
    expect(await committed(0)).toBe(1);

    await world.createTopic('dead-letters');
    await seen.first('what comes after', (each) => each === '0 b 1');
    expect(moved.items).toMatchObject([{ partition: 0, offset: 1, to: deadLetters, attempts: 1 }]);
    expect((await readWithKcat(world, deadLetters)).map(({ value }) => value)).toEqual(['bad']);
    expect(seen.items.filter((each) => each.startsWith('0'))).toEqual(['0 a 1', '0 bad 1', '0 b 1']);
    await world.until('the offset', async () => ((await committed(0)) === 3 ? true : undefined));
  },
);
