import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, Responder, Topic, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { valuesOf } from '../src/observing/values-of.js';
import { scenario } from '../src/scenario/scenario.js';

const texts = ['a', 'b', 'c', 'd', 'e'];

scenario(
  [],
  'commits and transactions are counted, and so are the messages of those that were committed',
  async (world) => {
    const orders = await world.createTopic('orders');
    const users = await world.createTopic('users');
    const mails = await world.createTopic('mails');
    const handled = world.inbox<string>('users');
    @Topic(mails, { schema: text() })
    class OrdersResponder extends Responder {
      respond(mail: string): void {
        this.respondTo(mails, mail);
      }
    }
    @Payload(text())
    class OrdersConsumer extends Consumer {
      async process({ payload, attempt }: Message<string>): Promise<void> {
        await this.respondWith(payload);
        // What a failed run sent is in no transaction.
        if (payload === 'c' && attempt === 1) throw new Error('once');
      }
    }
    @Payload(text())
    class UsersConsumer extends Consumer {
      process({ payload }: Message<string>): void {
        handled.push(payload);
      }
    }
    const { app, monitor, stop } = await startApp(world, {
      routes: drawRoutes(({ consumerGroup }) => {
        consumerGroup('billing', ({ topic }) => {
          const options = { responder: OrdersResponder, maxMessages: 1, pauseMs: 1 };
          topic(orders, { consumer: OrdersConsumer, transactional: true, ...options });
        });
        consumerGroup('mailing', ({ topic }) => topic(users, { consumer: UsersConsumer }));
      }),
    });
    const [billing, mailing] = ['billing', 'mailing'].map((name) => `${app.config.clientId}_${name}`) as [
      string,
      string,
    ];
    expect(valuesOf(monitor, 'kfw_commit_seconds')).toEqual({ [billing]: 0, [mailing]: 0 });
    expect(valuesOf(monitor, 'kfw_transactions_total')).toEqual({ committed: 0, aborted: 0, inDoubt: 0 });
    const commits = world.events(monitor, 'offsets.committed');
    await deliverTexts(app, orders, texts, { key: 'one' });
    await deliverTexts(app, users, texts, { key: 'one' });
    await commits.until('all orders', (events) =>
      events.some(({ offsets }) => offsets.some(({ topic, offset }) => topic === orders && offset === texts.length)),
    );
    await handled.atLeast(texts.length);
    expect(await stop()).toBe(0);

    const committed = (group: string) => commits.items.filter((event) => event.group === group).length;
    expect(committed(billing)).toBe(texts.length);
    expect(valuesOf(monitor, 'kfw_commit_seconds')).toEqual({
      [billing]: committed(billing),
      [mailing]: committed(mailing),
    });
    expect(valuesOf(monitor, 'kfw_commit_failures_total')).toEqual({
      [`${billing} other`]: 0,
      [`${mailing} other`]: 0,
    });
    expect(valuesOf(monitor, 'kfw_transactions_total')).toEqual({ committed: texts.length, aborted: 0, inDoubt: 0 });
    expect(valuesOf(monitor, 'kfw_producer_messages_total')).toEqual({
      [mails]: texts.length,
      [orders]: texts.length,
      [users]: texts.length,
    });
  },
);
