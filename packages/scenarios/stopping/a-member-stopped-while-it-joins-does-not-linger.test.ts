import { expect } from '@jest/globals';
import { groupState } from '@kfw/test-cluster';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

/**
 * The coordinator counts a member in as soon as it asks to join, and answers when the others have finished their work.
 * One that is stopped meanwhile must withdraw its join, or it is assigned partitions that no member reads.
 */
scenario([55], 'a member stopped while it joins does not linger in its group', async (world) => {
  const topic = await world.createTopic('users', { partitions: 2 });
  const clientId = world.name('shop');
  const gate = Promise.withResolvers<void>();
  const seen = world.inbox<string>('messages');

  @Payload(text())
  class Patient extends Consumer {
    async process({ payload }: Message<string>): Promise<void> {
      seen.push(payload);
      if (payload === 'long') await gate.promise;
    }
  }
  const settings = { consumer: { heartbeatIntervalMs: 200 } };
  const staying = await startApp(world, {
    clientId,
    settings,
    routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: Patient })),
  });
  await deliverTexts(staying.app, topic, ['long'], { partition: 0 });
  await seen.atLeast(1);
  const rejoined = world.event(staying.monitor, 'group.joined');
  const revoked = world.events(staying.monitor, 'partitions.revoked');

  const leaving = await bootApp(world, {
    clientId,
    settings,
    routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: IdleConsumer })),
  });
  const server = leaving.createServer();
  void server.start();
  const group = `${clientId}_app`;
  await world.until('the group to wait for the long one', async () =>
    (await groupState(world.cluster.brokers, group)) === 'PreparingRebalance' ? true : undefined,
  );
  server.stop('SIGTERM');
  expect(await world.waitFor('the stop', server.ended)).toEqual({ exitCode: 0 });

  gate.resolve();
  await rejoined;
  await deliverTexts(staying.app, topic, ['to 0'], { partition: 0 });
  await deliverTexts(staying.app, topic, ['to 1'], { partition: 1 });
  await seen.atLeast(3);
  expect(seen.items.toSorted()).toEqual(['long', 'to 0', 'to 1']);
  expect(revoked.items).toEqual([]);
});
