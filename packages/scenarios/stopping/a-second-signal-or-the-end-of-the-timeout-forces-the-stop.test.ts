import { expect } from '@jest/globals';
import { groupState } from '@kfw/test-cluster';
import { Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { startTaskServer } from '../src/processes/task-server.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [52],
  'a second signal, or the end of shutdownTimeoutMs, forces the stop: exit 2, with a list of the handlers that were still running',
  async (world) => {
    const tasks = await startTaskServer(world);
    await tasks.give(0, 'first', 'wait');
    await tasks.began('wait');
    tasks.server.signal('SIGTERM');
    await tasks.server.logged('app.stopping');
    tasks.server.signal('SIGINT');
    expect(await tasks.server.ended).toBe(2);
    const { running } = await tasks.server.logged('app.stopForced');
    expect(running).toEqual([
      {
        group: tasks.group,
        topic: tasks.topic,
        partition: 0,
        consumer: 'TaskConsumer',
        runningMs: expect.any(Number) as unknown,
      },
    ]);

    const topic = await world.createTopic('users');
    const released = Promise.withResolvers<void>();
    const aborted = world.inbox<string>('aborted');
    @Payload(text())
    class NeverEnding extends Consumer {
      process(): Promise<void> {
        this.signal.addEventListener('abort', () => aborted.push(String(this.signal.reason)));
        began.push('began');
        return released.promise;
      }
    }
    const began = world.inbox<string>('calls');
    const { app, server, monitor } = await startApp(world, {
      settings: { shutdownTimeoutMs: 100 },
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: NeverEnding })),
    });
    await deliverTexts(app, topic, ['a']);
    await began.atLeast(1);
    const forced = world.event(monitor, 'app.stopForced');
    server.stop('SIGTERM');
    expect(await world.waitFor('the end', server.ended)).toEqual({ exitCode: 2 });
    expect((await forced).running).toMatchObject([{ topic, partition: 0, consumer: 'NeverEnding' }]);
    expect(aborted.items).toEqual(['Error: the stop was forced']);

    // In a process that keeps running, abandoned handlers still end when they can.
    released.resolve();
    const group = server.lanes[0]?.group ?? '';
    await world.until('the member to leave', async () =>
      (await groupState(world.cluster.brokers, group)) === 'Empty' ? true : undefined,
    );
  },
  { timeoutMs: 120_000 },
);
