import { expect } from '@jest/globals';
import { Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { startDisposableCluster } from '../src/clusters/disposable-cluster.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [56],
  'a broker that is down does not prevent a stop',
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
    const { app, server, monitor } = await startApp(world, {
      env: { KFW_BROKERS: cluster.brokers },
      // Nothing is committed before the stop, whose commit then meets no broker.
      settings: { createTopics: true, consumer: { commitIntervalMs: 600_000 } },
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: Worker })),
    });
    await deliverTexts(app, topic, ['a']);
    await handled.atLeast(1);
    const commitFailed = world.event(monitor, 'offsets.commitFailed');
    const forced = world.events(monitor, 'app.stopForced');
    await cluster.kill();

    server.stop('SIGTERM');
    expect(await world.waitFor('the stop', server.ended)).toEqual({ exitCode: 0 });
    expect((await commitFailed).offsets).toMatchObject([{ topic, partition: 0, offset: 1 }]);
    expect(forced.items).toEqual([]);
  },
  { timeoutMs: 120_000 },
);
