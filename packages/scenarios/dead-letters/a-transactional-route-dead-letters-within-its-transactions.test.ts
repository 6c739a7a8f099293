import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, Responder, Topic, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

const texts = ['a', 'skipped', 'b', 'judged', 'c', 'failing', 'd', 'waiting', 'e'];

scenario(
  [],
  'on a transactional route a dead letter and the offset commit together, and what a failed or waiting run sent is never seen',
  async (world) => {
    const orders = await world.createTopic('orders');
    const mails = await world.createTopic('mails');
    const deadLetters = await world.createTopic('dead-letters');

    @Topic(mails, { schema: text() })
    class OrdersResponder extends Responder {
      respond(mail: string): void {
        this.respondTo(mails, mail);
      }
    }
    @Payload(text())
    class OrdersConsumer extends Consumer {
      async process(message: Message<string>): Promise<void> {
        const { payload, attempt } = message;
        await this.respondWith(`${payload} ${attempt}`);
        if (payload === 'skipped') message.skip('no need');
        if (payload === 'judged') message.deadLetter('no good');
        if (payload === 'waiting' && attempt < 3) message.retryAfter(1);
        if (payload === 'failing') throw new Error('too bad');
      }
    }
    const { app, monitor } = await startApp(world, {
      routes: drawRoutes(({ topic }) => {
        const options = { responder: OrdersResponder, deadLetter: deadLetters, maxRetries: 1, pauseMs: 1 };
        topic(orders, { consumer: OrdersConsumer, transactional: true, ...options });
      }),
    });
    const skipped = world.events(monitor, 'message.skipped');
    const moved = world.events(monitor, 'message.deadLettered');
    await deliverTexts(app, orders, texts, { key: 'one' });
    const group = `${app.config.clientId}_app`;
    await world.until('the offset', async () => {
      const [committed] = await app.admin.groupOffsets(group, [orders]);
      return committed?.offset === texts.length ? true : undefined;
    });

    expect(skipped.items.map(({ offset, reason }) => `${offset} ${reason}`)).toContain('1 no need');
    expect(moved.items.map(({ offset, reason }) => `${offset} ${reason}`)).toEqual(['3 no good', '5 too bad']);
    // Markers are written after the response to the commit, and no event reports when they have been.
    const letters = await world.until('the dead letters', async () => {
      const found = await readWithKcat(world, deadLetters);
      return found.length >= 2 ? found : undefined;
    });
    expect(letters.map(({ value, headers }) => `${value} ${headers['kfw-source-offset']}`)).toEqual([
      'judged 3',
      'failing 5',
    ]);
    expect(letters.map(({ headers }) => headers['kfw-error-message'])).toEqual(['no good', 'too bad']);
    const sent = await world.until('the mails', async () => {
      const found = await readWithKcat(world, mails);
      return found.some(({ value }) => value?.startsWith('e '))
        ? found.map(({ value }) => value?.split(' ')[0])
        : undefined;
    });
    expect(sent).toEqual(texts.filter((each) => each !== 'failing'));
  },
);
