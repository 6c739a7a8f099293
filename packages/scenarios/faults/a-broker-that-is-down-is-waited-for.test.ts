/**
 * kafkajs#1721 and #1011: while no broker is there kafkajs restarts its consumer without end or, after an error that it
 * holds to be final ("Failed to find group coordinator"), stops it without a word. kfw restarts consumers itself:
 * an absent broker is waited for, every attempt is an event, and the pauses between them grow. The member comes back as
 * the one it was; as a new one it would wait until its own old session, here of a minute, had run out.
 */
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { startDisposableCluster } from '../src/clusters/disposable-cluster.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [57],
  'a broker that is down is waited for, and consuming continues where it stopped',
  async (world) => {
    const cluster = await startDisposableCluster(world);
    const topic = world.name('users');
    const handled = world.inbox<string>('messages');

    @Payload(text())
    class Worker extends Consumer {
      process({ payload }: { payload: string }): void {
        handled.push(payload);
      }
    }
    const { app, server, monitor, stop } = await startApp(world, {
      env: { KFW_BROKERS: cluster.brokers },
      settings: { createTopics: true, consumer: { sessionTimeoutMs: 60_000 } },
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: Worker })),
    });
    const committed = world.event(monitor, 'offsets.committed');
    await deliverTexts(app, topic, ['a', 'b']);
    await committed;
    const crashes = world.events(monitor, 'group.crashed');
    const joins = world.events(monitor, 'group.joined');
    await cluster.kill();

    const [first, second, third] = await crashes.atLeast(3);
    expect([first, second, third].map((crash) => crash?.attempt)).toEqual([1, 2, 3]);
    expect([first, second, third].map((crash) => crash?.restartInMs)).toEqual([250, 500, 1_000]);
    expect(server.lanes).toEqual([]);
    await cluster.start();
    await joins.atLeast(1);
    await deliverTexts(app, topic, ['c', 'd']);
    await handled.until('the last one', (items) => items.includes('d'));
    expect(handled.items).toEqual(['a', 'b', 'c', 'd']);
    expect(crashes.items.every(({ restartInMs }) => restartInMs !== undefined)).toBe(true);
    expect(await stop()).toBe(0);
  },
  { timeoutMs: 180_000 },
);
