import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { startDisposableCluster } from '../src/clusters/disposable-cluster.js';
import { scenario } from '../src/scenario/scenario.js';

const timesMs = { sessionTimeoutMs: 3_000, heartbeatIntervalMs: 300, rebalanceTimeoutMs: 10_000 };

scenario(
  [],
  'brokers that hang are not a stall: the server stays alive, is not ready, and is ready again when they respond',
  async (world) => {
    const cluster = await startDisposableCluster(world);
    const topic = world.name('users');
    const handled = world.inbox<string>('messages');

    @Payload(text())
    class Worker extends Consumer {
      process({ payload }: Message<string>): void {
        handled.push(payload);
      }
    }
    const { app, server, monitor } = await startApp(world, {
      env: { KFW_BROKERS: cluster.brokers },
      settings: { createTopics: true, requestTimeoutMs: 4_000, consumer: { ...timesMs, stallTimeoutMs: 3_000 } },
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: Worker })),
    });
    await deliverTexts(app, topic, ['a']);
    await handled.atLeast(1);
    expect(server.readiness.ready).toBe(true);
    const stalls = world.events(monitor, 'group.stalled');
    const crashes = world.events(monitor, 'group.crashed');
    await cluster.freeze();

    // For longer than a stall takes: the member tries again and again.
    await crashes.atLeast(2, 60_000);
    expect(server.readiness).toMatchObject({ ready: false, state: 'running' });
    expect(server.liveness.alive).toBe(true);
    const joined = world.event(monitor, 'group.joined', () => true, 60_000);
    await cluster.thaw();

    await joined;
    await deliverTexts(app, topic, ['b']);
    await handled.until('b', (all) => all.includes('b'));
    expect(server.readiness).toEqual({ ready: true, state: 'running', joining: [] });
    expect(stalls.items).toEqual([]);
  },
  { timeoutMs: 180_000 },
);
