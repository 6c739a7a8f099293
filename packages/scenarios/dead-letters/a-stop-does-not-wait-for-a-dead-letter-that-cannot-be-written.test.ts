import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [],
  'a stop does not wait for a dead letter that cannot be written, and does not count it as lost: the next server writes it',
  async (world) => {
    const topic = await world.createTopic('users');
    const deadLetters = world.name('dead-letters');
    const clientId = world.name('shop');
    const seen = world.inbox<string>('messages');

    @Payload(text())
    class Trier extends Consumer {
      process({ payload }: Message<string>): void {
        seen.push(payload);
        if (payload === 'bad') throw new Error('too bad');
      }
    }
    const start = () =>
      startApp(world, {
        clientId,
        // The stop must wait for neither.
        settings: { createTopics: false, shutdownTimeoutMs: 25_000, producer: { deliveryTimeoutMs: 120_000 } },
        routes: drawRoutes(({ topic: draw }) =>
          draw(topic, { consumer: Trier, deadLetter: deadLetters, maxRetries: 0 }),
        ),
      });
    const first = await start();
    const lost = world.events(first.monitor, 'delivery.lost');
    const stuck = world.event(first.monitor, 'message.stuck');
    await deliverTexts(first.app, topic, ['a', 'bad', 'b'], { key: 'one' });
    await stuck;
    expect(await world.waitFor('the stop', first.stop(), 15_000)).toBe(0);
    expect(lost.items).toEqual([]);
    expect(seen.items).toEqual(['a', 'bad']);

    await world.createTopic('dead-letters');
    const second = await start();
    const moved = world.event(second.monitor, 'message.deadLettered');
    await seen.first('what comes after', (each) => each === 'b');
    expect(await moved).toMatchObject({ offset: 1 });
    expect((await readWithKcat(world, deadLetters)).map(({ value }) => value)).toEqual(['bad']);
    expect(seen.items).toEqual(['a', 'bad', 'bad', 'b']);
  },
);
