/**
 * kafkajs#1721: a consumer restarts without end and the process keeps running, consuming nothing, without a sign.
 * Restarts of a member that is refused are bounded: the last crash says that there will be no other, and the server
 * stops in order with exit code 1.
 */
import { expect } from '@jest/globals';
import { drawRoutes } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { startApp } from '../src/apps/start-app.js';
import { takeGroupOver } from '../src/clusters/intruding-member.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'restarts that never help end in exit 1', async (world) => {
  const topic = await world.createTopic('users');
  const { app, server, monitor } = await startApp(world, {
    routes: drawRoutes((draw) => draw.topic(topic, { consumer: IdleConsumer })),
  });
  const group = `${app.config.clientId}_app`;
  const crashes = world.events(monitor, 'group.crashed');
  const stopped = world.events(monitor, 'app.stopped');
  await takeGroupOver(world, group);

  const { exitCode, error } = await world.waitFor('the end', server.ended, 50_000);
  expect(exitCode).toBe(1);
  expect(error).toMatchObject({ code: 'KFW_GROUP_FAILED' });
  expect(error?.message).toContain(`group "${group}" cannot continue: `);
  expect(crashes.items.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(crashes.items.map(({ restartInMs }) => restartInMs)).toEqual([
    250,
    500,
    1_000,
    2_000,
    4_000,
    5_000,
    undefined,
  ]);
  expect(stopped.items).toHaveLength(1);
});
