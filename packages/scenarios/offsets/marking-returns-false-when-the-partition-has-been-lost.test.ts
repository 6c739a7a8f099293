import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([39], 'markAsConsumed advances, and returns false when the partition has been lost', async (world) => {
  const topic = await world.createTopic('users', { partitions: 2 });
  const clientId = world.name('shop');
  const group = `${clientId}_app`;
  const settings = { consumer: { rebalanceTimeoutMs: 2_000, heartbeatIntervalMs: 200 } };
  const gates = { a: Promise.withResolvers<void>(), b: Promise.withResolvers<void>() };
  const begun = world.inbox<{ member: string; partition: number }>('batches begun');
  const marks = world.inbox<{ member: string; partition: number; marked: boolean }>('marks');
  const routesOf = (member: 'a' | 'b') => {
    @Payload(text())
    class Worker extends Consumer {
      async consume({ partition, messages }: Batch<string>): Promise<void> {
        begun.push({ member, partition });
        await gates[member].promise;
        const [first] = messages;
        if (first !== undefined) marks.push({ member, partition, marked: this.markAsConsumed(first) });
        throw new Error('so that nothing but the mark counts');
      }
    }
    const options = { consumer: Worker, pauseMs: 600_000, maxPauseMs: 600_000 };
    return drawRoutes(({ topic: draw }) => draw(topic, options));
  };
  const observer = await bootApp(world, { clientId, routes: routesOf('a') });
  await observer.connect();
  const committed = async () => {
    const offsets = await observer.admin.groupOffsets(group, [topic]);
    return offsets.toSorted((one, other) => one.partition - other.partition).map(({ offset }) => offset);
  };
  for (const partition of [0, 1]) await deliverTexts(observer, topic, ['one', 'two', 'three'], { partition });

  const a = await startApp(world, { clientId, settings, routes: routesOf('a') });
  await begun.atLeast(2);
  const revoked = world.event(a.monitor, 'partitions.revoked');
  const b = await startApp(world, { clientId, settings, routes: routesOf('b') });
  const [lost] = (await revoked).partitions;
  const lostPartition = lost?.partition ?? Number.NaN;
  const kept = 1 - lostPartition;
  await begun.first('the lost one at its new member', ({ member }) => member === 'b');

  const commits = world.events(a.monitor, 'offsets.committed');
  gates.a.resolve();
  await marks.atLeast(2);
  await commits.first('the mark on the kept one', ({ offsets }) => offsets.some((each) => each.partition === kept));
  expect(marks.items).toContainEqual({ member: 'a', partition: kept, marked: true });
  expect(marks.items).toContainEqual({ member: 'a', partition: lostPartition, marked: false });
  expect((await committed())[kept]).toBe(1);
  expect((await committed())[lostPartition] ?? 0).toBe(0);

  const byTheNew = world.event(b.monitor, 'offsets.committed');
  gates.b.resolve();
  await byTheNew;
  expect(marks.items).toContainEqual({ member: 'b', partition: lostPartition, marked: true });
  expect(await committed()).toEqual([1, 1]);
  await a.stop();
  await b.stop();
  expect(await committed()).toEqual([1, 1]);
});
