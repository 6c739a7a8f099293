import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

/** Longer than the scenario: a commit has another reason. */
const never = 600_000;
const partitions = [0, 1];

scenario([41], 'offsets are committed on an interval, on revocation and on shutdown', async (world) => {
  const topic = await world.createTopic('users', { partitions: partitions.length });
  const done = world.inbox<{ group: string; member: string; partition: number; payload: string }>('messages done');
  const routesOf = (member: string) => {
    @Payload(text())
    class Worker extends Consumer {
      process({ partition, payload }: Message<string>): void {
        done.push({ group: this.group, member, partition, payload });
      }
    }
    return drawRoutes(({ topic: draw }) => draw(topic, { consumer: Worker }));
  };
  const observer = await bootApp(world, { routes: routesOf('nobody') });
  await observer.connect();
  const committed = async (clientId: string) => {
    const offsets = await observer.admin.groupOffsets(`${clientId}_app`, [topic]);
    return offsets.toSorted((one, other) => one.partition - other.partition).map(({ offset }) => offset);
  };
  const isDone = (clientId: string, count: number) =>
    done.until(
      `${count} in ${clientId}`,
      (items) => items.filter((each) => each.group === `${clientId}_app`).length >= count,
    );
  const start = (clientId: string, member: string, commitIntervalMs: number) => {
    const settings = { consumer: { commitIntervalMs, heartbeatIntervalMs: 200 } };
    return startApp(world, { clientId, settings, routes: routesOf(member) });
  };
  for (const partition of partitions) await deliverTexts(observer, topic, ['one', 'two', 'three'], { partition });

  const onInterval = world.name('interval');
  const first = await start(onInterval, 'a', 100);
  const commits = world.events(first.monitor, 'offsets.committed');
  await isDone(onInterval, 6);
  await commits.until('both partitions', (events) => events.flatMap(({ offsets }) => offsets).length >= 2);
  await world.until('the interval', async () => {
    const offsets = await committed(onInterval);
    return offsets.every((offset) => offset === 3) || undefined;
  });

  const onRevocation = world.name('revocation');
  const second = await start(onRevocation, 'a', never);
  await isDone(onRevocation, 6);
  expect(await committed(onRevocation)).toEqual([null, null]);
  const revoked = world.event(second.monitor, 'partitions.revoked');
  const joining = await start(onRevocation, 'b', never);
  await revoked;
  expect(await committed(onRevocation)).toEqual([3, 3]);
  for (const partition of partitions) await deliverTexts(observer, topic, ['four'], { partition });
  await isDone(onRevocation, 8);
  expect(await committed(onRevocation)).toEqual([3, 3]);
  await Promise.all([second.stop(), joining.stop()]);

  const onShutdown = world.name('shutdown');
  const third = await start(onShutdown, 'a', never);
  await isDone(onShutdown, 8);
  expect(await committed(onShutdown)).toEqual([null, null]);
  expect(await third.stop()).toBe(0);
  for (const clientId of [onRevocation, onShutdown]) expect(await committed(clientId)).toEqual([4, 4]);
  const ofRevocation = done.items.filter(({ group }) => group === `${onRevocation}_app`);
  expect(ofRevocation.filter(({ member }) => member === 'b').map(({ payload }) => payload)).toEqual(['four']);
});
