import { expect } from '@jest/globals';
import { groupState } from '@kfw/test-cluster';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([85], 'an inactive topic is declared but not consumed', async (world) => {
  const users = await world.createTopic('users');
  const orders = await world.createTopic('orders');
  const clientId = world.name('shop');
  const seen = world.inbox<string>('messages');

  @Payload(text())
  class Seer extends Consumer {
    process({ payload }: Message<string>): void {
      seen.push(payload);
    }
  }
  const routes = (active: boolean) =>
    drawRoutes(({ consumerGroup }) => {
      consumerGroup('mixed', (group) => {
        group.topic(users, { consumer: Seer });
        group.topic(orders, { consumer: Seer, active });
      });
      consumerGroup('idle', (group) => group.topic(orders, { consumer: Seer, active: false }));
    });

  const assigned: string[] = [];
  const { app, stop } = await startApp(world, {
    clientId,
    routes: routes(false),
    listen: (monitor) =>
      monitor.subscribe('partitions.assigned', ({ partitions }) =>
        assigned.push(...partitions.map(({ topic }) => topic)),
      ),
  });
  expect(app.description.groups).toEqual([
    {
      group: `${clientId}_mixed`,
      topics: [
        { topic: users, consumer: 'Seer', responder: undefined, active: true },
        { topic: orders, consumer: 'Seer', responder: undefined, active: false },
      ],
    },
    {
      group: `${clientId}_idle`,
      topics: [{ topic: orders, consumer: 'Seer', responder: undefined, active: false }],
    },
  ]);

  await deliverTexts(app, orders, ['an order']);
  await deliverTexts(app, users, ['a user']);
  await seen.atLeast(1);
  await stop();
  expect(seen.items).toEqual(['a user']);
  expect(assigned).toEqual([users]);
  expect(await groupState(world.cluster.brokers, `${clientId}_idle`)).toBe('Dead');

  // Made active, it is read from where it was left: from the start.
  await startApp(world, { clientId, routes: routes(true) });
  expect(await seen.atLeast(2)).toEqual(['a user', 'an order']);
});
