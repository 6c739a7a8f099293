import { expect } from '@jest/globals';
import { groupState, type World } from '@kfw/test-cluster';
import { Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { closedAddress } from '../src/network/closed-address.js';
import { scenario } from '../src/scenario/scenario.js';

/** How long each state would last without the stop: far more than a scenario has. */
const longMs = 600_000;

scenario(
  [55],
  'a stop while connecting, during an error pause, during a rebalance, or before the first poll returns promptly',
  async (world) => {
    await whileConnecting(world);
    await duringAnErrorPause(world);
    await beforeTheFirstPoll(world);
    await duringARebalance(world);
  },
  { timeoutMs: 120_000 },
);

async function whileConnecting(world: World): Promise<void> {
  const app = await bootApp(world, {
    env: { KFW_BROKERS: await closedAddress() },
    settings: { startupTimeoutMs: longMs },
    routes: drawRoutes((draw) => draw.topic('users', { consumer: IdleConsumer })),
  });
  const server = app.createServer();
  const retrying = world.event(app.monitor, 'connection.retrying');
  void server.start();
  await retrying;
  server.stop('SIGTERM');
  expect(await world.waitFor('the stop while connecting', server.ended)).toEqual({ exitCode: 0 });
}

async function duringAnErrorPause(world: World): Promise<void> {
  const topic = await world.createTopic('failing');
  @Payload(text())
  class Failing extends Consumer {
    process(): void {
      throw new Error('always');
    }
  }
  const { app, monitor, stop } = await startApp(world, {
    clientId: world.name('failing'),
    routes: drawRoutes((draw) => draw.topic(topic, { consumer: Failing, pauseMs: longMs, maxPauseMs: longMs })),
  });
  const failed = world.event(monitor, 'consumer.failed');
  await deliverTexts(app, topic, ['a']);
  expect((await failed).retryInMs).toBeGreaterThan(longMs / 2);
  expect(await world.waitFor('the stop during an error pause', stop())).toBe(0);
}

async function beforeTheFirstPoll(world: World): Promise<void> {
  const topic = await world.createTopic('early');
  for (const state of ['initialized', 'app.connected'] as const) {
    const app = await bootApp(world, {
      clientId: world.name(`early-${state}`),
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: IdleConsumer })),
    });
    const server = app.createServer();
    if (state === 'app.connected') {
      const connected = world.event(app.monitor, state);
      void server.start();
      await connected;
    }
    server.stop('SIGTERM');
    expect(await world.waitFor(`the stop when ${state}`, server.ended)).toEqual({ exitCode: 0 });
  }
}

/** The group waits for the first member, whose handler does not end; the second is stopped while it joins. */
async function duringARebalance(world: World): Promise<void> {
  const topic = await world.createTopic('shared', { partitions: 2 });
  const clientId = world.name('rebalancing');
  // A member that is stopped while it joins cannot say that it leaves: the group finds out after this time.
  const settings = { consumer: { heartbeatIntervalMs: 200, sessionTimeoutMs: 6_000 } };
  const release = Promise.withResolvers<void>();
  const began = world.inbox<string>('calls');
  @Payload(text())
  class Waiting extends Consumer {
    process(): Promise<void> {
      began.push('began');
      return release.promise;
    }
  }
  const routes = drawRoutes((draw) => draw.topic(topic, { consumer: Waiting }));
  const first = await startApp(world, { clientId, settings, routes });
  await deliverTexts(first.app, topic, ['a']);
  await began.atLeast(1);

  const second = await bootApp(world, { clientId, settings, routes });
  const joining = second.createServer();
  const connected = world.event(second.monitor, 'app.connected');
  void joining.start();
  await connected;
  const group = first.app.plan.groups[0]?.id ?? '';
  await world.until('the rebalance', async () =>
    (await groupState(world.cluster.brokers, group)) === 'PreparingRebalance' ? true : undefined,
  );
  joining.stop('SIGTERM');
  expect(await world.waitFor('the stop of the joining member', joining.ended)).toEqual({ exitCode: 0 });
  const stopped = first.stop();
  release.resolve();
  expect(await world.waitFor('the stop of the member that drains', stopped)).toBe(0);
  await world.until('both to have left', async () =>
    (await groupState(world.cluster.brokers, group)) === 'Empty' ? true : undefined,
  );
}
