import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'a stalled consumer is restarted once, reports it, and continues where it was', async (world) => {
  const topic = await world.createTopic('users', { partitions: 2 });
  const clientId = world.name('shop');
  const group = `${clientId}_app`;
  const begun = world.inbox<{ payload: string; partition: number; signal: AbortSignal }>('messages begun');
  const done = world.inbox<string>('messages done');
  const hung = Promise.withResolvers<void>();

  @Payload(text())
  class Forgetful extends Consumer {
    async process({ payload, partition }: Message<string>): Promise<void> {
      const isFirst = !begun.items.some((each) => each.payload === payload);
      begun.push({ payload, partition, signal: this.signal });
      // Something whose answer never comes; the next time it does.
      if (payload === 'b' && isFirst) await hung.promise;
      done.push(payload);
    }
  }
  const { app, server, monitor } = await startApp(world, {
    clientId,
    settings: { consumer: { stallTimeoutMs: 3_000 } },
    routes: drawRoutes((draw) => draw.topic(topic, { consumer: Forgetful })),
  });
  const stalls = world.events(monitor, 'consumer.stalled');
  const restarts = world.events(monitor, 'group.restarted');
  await deliverTexts(app, topic, ['a', 'b', 'c'], { partition: 0 });
  await deliverTexts(app, topic, ['other'], { partition: 1 });

  const [stall] = await stalls.atLeast(1);
  expect(server.liveness).toMatchObject({ alive: false, stalled: [{ topic, partition: 0 }] });
  expect(stall).toMatchObject({ group, topic, partition: 0, consumer: 'Forgetful', offset: 1, lag: 2 });
  expect(stall).toMatchObject({ state: 'running', restarting: true });
  expect(stall?.stalledForMs).toBeGreaterThanOrEqual(3_000);
  const [restart] = await restarts.atLeast(1);
  expect(restart).toMatchObject({ group, partitions: [{ topic, partition: 0 }] });

  await done.until('what is left', (all) => all.includes('c'));
  // Finished messages are not handled again, and the handler that hung got its signal.
  expect(done.items.toSorted()).toEqual(['a', 'b', 'c', 'other']);
  const [first, second] = begun.items.filter(({ payload }) => payload === 'b');
  expect([first?.signal.aborted, second?.signal.aborted]).toEqual([true, false]);
  expect(server.liveness.alive).toBe(true);
  await world.until('all committed', async () => {
    const offsets = await app.admin.groupOffsets(group, [topic]);
    return offsets.every(({ partition, offset }) => offset === (partition === 0 ? 3 : 1)) || undefined;
  });

  // It returns too late: another lane has the message by now, and nothing is counted twice.
  hung.resolve();
  await done.until('the late one', (all) => all.filter((payload) => payload === 'b').length === 2);
  await deliverTexts(app, topic, ['d'], { partition: 0 });
  await done.until('d', (all) => all.includes('d'));
  expect([stalls.items.length, restarts.items.length]).toEqual([1, 1]);
});
