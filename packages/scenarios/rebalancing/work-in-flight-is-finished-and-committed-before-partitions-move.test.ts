import { setTimeout as work } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const partitions = [0, 1, 2, 3];

scenario([46], 'work in flight is finished and committed before partitions move: nothing runs twice', async (world) => {
  const topic = await world.createTopic('users', { partitions: partitions.length });
  const clientId = world.name('shop');
  const settings = { consumer: { heartbeatIntervalMs: 100 } };
  const done = world.inbox<{ member: string; partition: number; offset: number }>('messages done');
  const routesOf = (member: string) => {
    @Payload(text())
    class Worker extends Consumer {
      async process({ partition, offset }: Message<string>): Promise<void> {
        await work(5);
        done.push({ member, partition, offset });
      }
    }
    return drawRoutes(({ topic: draw }) => draw(topic, { consumer: Worker }));
  };
  let sent = 0;
  const deliver = async (each: number) => {
    const messages = partitions.flatMap((partition) =>
      Array.from({ length: each }, () => ({ topic, partition, key: null, value: Buffer.from('x'), headers: {} })),
    );
    await a.app.producer.deliver(messages);
    sent += each;
  };

  const a = await startApp(world, { clientId, settings, routes: routesOf('a') });
  const joining = startApp(world, { clientId, settings, routes: routesOf('b') });
  // Fed until the other has joined, every partition has something in flight when it moves.
  const joined = joining.then(() => true);
  do await deliver(2);
  while (!(await Promise.race([joined, Promise.resolve(false)])));
  const b = await joining;
  await deliver(5);
  await done.atLeast(sent * partitions.length);
  await a.stop();
  await b.stop();

  for (const partition of partitions) {
    const ofPartition = done.items.filter((each) => each.partition === partition);
    expect(ofPartition.map(({ offset }) => offset)).toEqual(Array.from({ length: sent }, (_, offset) => offset));
  }
  const movers = partitions.filter((partition) =>
    done.items.some((d) => d.member === 'b' && d.partition === partition),
  );
  expect(movers).toHaveLength(2);
});
