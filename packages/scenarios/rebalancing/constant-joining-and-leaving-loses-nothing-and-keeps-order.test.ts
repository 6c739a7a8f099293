import { setImmediate as work } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, raw } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp, type StartedApp, startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const partitions = [0, 1, 2, 3, 4, 5];
const rebalances = 20;
const least = 100_000;
const lot = 100;
const failureShare = 100;

scenario(
  [47],
  'constant joining and leaving loses nothing, keeps order per partition, duplicates at most the messages in flight',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: partitions.length });
    const clientId = world.name('shop');
    const settings = { consumer: { heartbeatIntervalMs: 100 } };
    /** Offsets in the order in which they were finished, by partition. */
    const finished = partitions.map((): number[] => []);
    const members = new Set<string>();
    const ended = world.inbox<string>('partitions at their end');
    let ends: number[] = [];
    let failures = 0;

    const member = (name: string) => {
      @Payload(raw())
      class Worker extends Consumer {
        async process({ partition, offset, attempt }: Message<Buffer>): Promise<void> {
          await work();
          if (offset % failureShare === partition && attempt === 1) {
            failures++;
            throw new Error('one in a hundred');
          }
          members.add(name);
          finished[partition]?.push(offset);
          if (offset + 1 === ends[partition]) ended.push(`${partition}`);
        }
      }
      const routes = drawRoutes(({ topic: draw }) => draw(topic, { consumer: Worker, pauseMs: 1, maxPauseMs: 1 }));
      return startApp(world, { clientId, settings, routes });
    };
    const first = await member('first');
    const joins = world.events(first.monitor, 'group.joined');
    const guests: StartedApp[] = [];
    const comeAndGo = async () => {
      for (let guest = 1; joins.items.length < rebalances; guest++) {
        const seen = joins.items.length;
        // Two come, and go in another order: sometimes three are in the group.
        const leaving = guests.length === 2 ? guests.shift() : undefined;
        if (leaving === undefined) guests.push(await member(`guest ${guest}`));
        else expect(await leaving.stop()).toBe(0);
        await joins.atLeast(seen + 1);
      }
    };
    let sent = 0;
    let isOver = false;
    const moving = comeAndGo().finally(() => {
      isOver = true;
    });
    while (!isOver || sent < least) {
      const messages = partitions.flatMap((partition) =>
        Array.from({ length: lot }, () => ({ topic, partition, key: null, value: Buffer.alloc(100), headers: {} })),
      );
      await first.app.producer.deliver(messages);
      sent += messages.length;
      // Ahead of the handlers by no more than they can make up for in the end.
      while (!isOver && sent - finished.flat().length > 20_000) await work();
    }
    await moving;
    ends = (await first.app.admin.topicOffsets(topic))
      .toSorted((one, other) => one.partition - other.partition)
      .map(({ high }) => high);
    expect(ends).toEqual(partitions.map(() => sent / partitions.length));
    for (const partition of partitions)
      if (finished[partition]?.at(-1) === (ends[partition] ?? 0) - 1) ended.push(`${partition}`);
    await ended.until('all', (items) => new Set(items).size === partitions.length, 120_000);
    for (const app of [first, ...guests]) expect(await app.stop()).toBe(0);

    let duplicates = 0;
    for (const partition of partitions) {
      let next = 0;
      for (const offset of finished[partition] ?? []) {
        // Never ahead of the messages before it: a gap is a loss, or disorder.
        expect(offset).toBeLessThanOrEqual(next);
        if (offset < next) duplicates++;
        next = Math.max(next, offset + 1);
      }
      expect(next).toBe(ends[partition]);
    }
    process.stdout.write(
      `${sent} messages, ${joins.items.length} rebalances, ${members.size} members, ${failures} failures, ${duplicates} duplicates\n`,
    );
    expect(failures).toBeGreaterThanOrEqual(sent / failureShare);
    expect(members.size).toBeGreaterThan(2);
    // One message at a time is in flight on a partition.
    expect(duplicates).toBeLessThanOrEqual(rebalances * partitions.length);
    const observer = await bootApp(world, {
      clientId,
      routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: IdleConsumer })),
    });
    await observer.connect();
    const committed = await observer.admin.groupOffsets(`${clientId}_app`, [topic]);
    for (const { partition, offset } of committed) expect(offset).toBe(ends[partition]);
  },
  { timeoutMs: 240_000 },
);
