/** A chain of two consumers: the trace of the first message reaches the last, and its event id becomes the correlation id. */
import { expect } from '@jest/globals';
import { Consumer, deliver, drawRoutes, type Message, Payload, Responder, Topic, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [],
  'trace and correlation of a message are propagated to the messages sent while it is handled',
  async (world) => {
    const orders = await world.createTopic('orders');
    const invoices = await world.createTopic('invoices');
    const mails = await world.createTopic('mails');
    const audit = await world.createTopic('audit');

    @Topic(invoices, { schema: text() })
    class InvoicesResponder extends Responder {
      respond(order: string): void {
        this.respondTo(invoices, `invoice of ${order}`);
      }
    }
    @Topic(mails, { schema: text() })
    class MailsResponder extends Responder {
      respond(invoice: string): void {
        this.respondTo(mails, `mail of ${invoice}`, { headers: { baggage: 'its own' } });
      }
    }
    @Payload(text())
    class OrdersConsumer extends Consumer {
      async process({ payload }: Message<string>): Promise<void> {
        await InvoicesResponder.call(payload);
      }
    }
    @Payload(text())
    class InvoicesConsumer extends Consumer {
      async process({ payload }: Message<string>): Promise<void> {
        await this.respondWith(payload);
        await deliver(audit, payload);
      }
    }
    const { app, monitor } = await startApp(world, {
      routes: drawRoutes(({ topic }) => {
        topic(orders, { consumer: OrdersConsumer });
        topic(invoices, { consumer: InvoicesConsumer, responder: MailsResponder });
      }),
    });
    useResponders(world, app);
    const done = world.event(monitor, 'consumer.consumed', ({ topic }) => topic === invoices);
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await deliver(orders, 'a', { headers: { traceparent, 'event-id': 'first', baggage: 'user=7', secret: 'x' } });
    await done;

    const story = { traceparent, 'correlation-id': 'first' };
    const eventId = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect((await readWithKcat(world, invoices))[0]?.headers).toEqual({
      ...story,
      baggage: 'user=7',
      'event-id': eventId,
    });
    expect((await readWithKcat(world, mails))[0]?.headers).toEqual({
      ...story,
      baggage: 'its own',
      'event-id': eventId,
    });
    expect((await readWithKcat(world, audit))[0]?.headers).toEqual({ ...story, baggage: 'user=7' });
  },
);
