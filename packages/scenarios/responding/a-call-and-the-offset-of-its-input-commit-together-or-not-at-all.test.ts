/**
 * The first attempt fails at the broker: one of its messages is too large for its topic, after the other was written. The
 * second attempt throws in the handler, the third ends well. Readers of committed messages see the third alone.
 */
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, loadConfig, type Message, Payload, Responder, Topic, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

/** Messages that may be compressed are not measured before they are sent: the broker is to refuse the one that is too large. */
const { producer } = loadConfig({
  root: '/nowhere',
  environment: 'test',
  env: { KFW_BROKERS: 'nobody:9092', KFW_CLIENT_ID: 'any' },
});
const settings = { producer: { ...producer, compression: 'gzip' as const } };

scenario(
  [65],
  'in transactional mode, the messages of a call and the offset of its input commit together, or not at all',
  async (world) => {
    const orders = await world.createTopic('orders');
    const mails = await world.createTopic('mails', { partitions: 3 });
    const small = await world.createTopic('small', { settings: { 'max.message.bytes': '1000' } });

    interface Attempt {
      readonly order: string;
      readonly attempt: number;
      readonly size: number;
    }
    @Topic(mails, { schema: text(), multiple: true })
    @Topic(small, { schema: text() })
    class OrdersResponder extends Responder {
      respond({ order, attempt, size }: Attempt): void {
        this.respondTo(mails, `${order} one ${attempt}`, { partition: 0 });
        this.respondTo(mails, `${order} two ${attempt}`, { partition: 2 });
        this.respondTo(small, order.padEnd(size, '.'));
      }
    }
    @Payload(text())
    class OrdersConsumer extends Consumer {
      async process({ payload, attempt }: Message<string>): Promise<void> {
        await this.respondWith({ order: payload, attempt, size: attempt === 1 ? 2_000 : 1 });
        if (attempt === 2) throw new Error('not yet');
      }
    }
    const { app, monitor } = await startApp(world, {
      settings,
      routes: drawRoutes(({ topic }) => {
        const options = { responder: OrdersResponder, transactional: true, pauseMs: 10, maxPauseMs: 10 };
        topic(orders, { consumer: OrdersConsumer, ...options });
      }),
    });
    useResponders(world, app);
    const group = app.plan.groups[0]?.id ?? '';
    const failures = world.events(monitor, 'consumer.failed');
    const handled = world.event(monitor, 'consumer.consumed');
    const committed = () => app.admin.groupOffsets(group, [orders]);

    expect(await committed()).toMatchObject([{ offset: null }]);
    await deliverTexts(app, orders, ['a']);
    const [refused, thrown] = await failures.atLeast(2);
    expect(refused?.error).toMatchObject({ code: 'KFW_TRANSACTION_REFUSED' });
    expect(thrown?.error.message).toBe('not yet');
    await handled;

    // Markers are written after the response to the commit, and no event reports when they have been.
    const read = await world.until('what is committed', async () => {
      const found = await readWithKcat(world, mails);
      return found.length === 2 ? found : undefined;
    });
    expect(read).toMatchObject([
      { partition: 0, value: 'a one 3' },
      { partition: 2, value: 'a two 3' },
    ]);
    const written = await readWithKcat(world, mails, 'read_uncommitted');
    expect(written.map(({ value }) => value)).toEqual(['a one 1', 'a one 3', 'a two 1', 'a two 3']);
    const letters = await world.until('the small one', async () => {
      const found = await readWithKcat(world, small);
      return found.length > 0 ? found : undefined;
    });
    expect(letters.map(({ value }) => value)).toEqual(['a']);
    await world.until('the offset', async () => ((await committed())[0]?.offset === 1 ? true : undefined));
  },
);
