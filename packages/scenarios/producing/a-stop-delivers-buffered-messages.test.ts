import { expect } from '@jest/globals';
import { deliverAsync, drawRoutes } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { startDisposableCluster } from '../src/clusters/disposable-cluster.js';
import { textsIn } from '../src/messages/texts-in.js';
import { scenario } from '../src/scenario/scenario.js';

/** Nothing leaves by itself. */
const producer = { lingerMs: 600_000 };

scenario([68], 'a server that stops delivers its buffered messages first', async (world) => {
  const users = await world.createTopic('users');
  const routes = drawRoutes(({ topic }) => topic(users, { consumer: IdleConsumer }));
  const { stop } = await startApp(world, { routes, settings: { producer } });
  for (const text of ['a', 'b']) await deliverAsync(users, text);

  expect(await stop()).toBe(0);

  expect(await textsIn(world, users)).toEqual(['a', 'b']);
});

scenario(
  [68],
  'an app that is closed while the broker is down reports each message that it lost',
  async (world) => {
    const cluster = await startDisposableCluster(world);
    const users = world.name('users');
    const app = await bootApp(world, {
      routes: drawRoutes(({ topic }) => topic(users, { consumer: IdleConsumer, active: false })),
      env: { KFW_BROKERS: cluster.brokers },
      settings: { producer, shutdownTimeoutMs: 1_000 },
    });
    await app.connect();
    const lost = world.events(app.monitor, 'delivery.lost');
    for (const key of ['a', 'b']) await deliverAsync(users, 'text', { key });
    await cluster.kill();

    await expect(world.waitFor('the close', app.close())).rejects.toMatchObject({ code: 'KFW_MESSAGES_LOST' });

    expect(lost.items.map(({ topic, key }) => [topic, String(key)])).toEqual([
      [users, 'a'],
      [users, 'b'],
    ]);
  },
  { timeoutMs: 120_000 },
);
