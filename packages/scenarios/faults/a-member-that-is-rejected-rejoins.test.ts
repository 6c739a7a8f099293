/**
 * kafkajs#1513: a consumer that crashed did not restart. kafkajs stops it for good, and says so in its log alone, when it
 * holds the error to be final: here that another member took the group for another protocol. kfw joins again by itself,
 * says so each time, and is back when the other has left.
 */
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { takeGroupOver } from '../src/clusters/intruding-member.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'a member that its group rejects for a while rejoins by itself', async (world) => {
  const topic = await world.createTopic('users');
  const handled = world.inbox<string>('messages');

  @Payload(text())
  class Worker extends Consumer {
    process({ payload }: { payload: string }): void {
      handled.push(payload);
    }
  }
  const { app, monitor, server, stop } = await startApp(world, {
    routes: drawRoutes((draw) => draw.topic(topic, { consumer: Worker })),
  });
  await deliverTexts(app, topic, ['before']);
  await handled.atLeast(1);
  const revoked = world.event(monitor, 'partitions.revoked');
  const crashes = world.events(monitor, 'group.crashed');
  const intruder = await takeGroupOver(world, `${app.config.clientId}_app`);
  await crashes.atLeast(2);
  expect((await revoked).partitions).toEqual([{ topic, partition: 0 }]);
  expect(crashes.items.map(({ attempt, restartInMs }) => ({ attempt, restartInMs })).slice(0, 2)).toEqual([
    { attempt: 1, restartInMs: 250 },
    { attempt: 2, restartInMs: 500 },
  ]);
  expect(server.lanes).toEqual([]);

  await deliverTexts(app, topic, ['meanwhile']);
  const rejoined = world.event(monitor, 'group.joined');
  await intruder.leave();
  await rejoined;
  await handled.until('what was sent meanwhile', (items) => items.includes('meanwhile'));
  expect(await stop()).toBe(0);
});
