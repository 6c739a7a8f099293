import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, raw } from 'kfw';
import { deliverTexts } from '../src/deliver-texts.js';
import { countReceivedBytes } from '../src/received-bytes.js';
import { scenario } from '../src/scenario.js';
import { bootApp, startApp } from '../src/start-app.js';

const kib = 1_024;
const maxBufferedBytes = 1_024 * kib;
const maxBytesPerPartition = 256 * kib;
const messageBytes = 8 * kib;
const messages = 3_000;
/** Each turns the fetch loop once: without a bound, they would fetch everything. */
const turns = 150;

scenario([19], 'memory stays bounded when the handler is slower than the broker', async (world) => {
  const topic = await world.createTopic('users', { partitions: 2 });
  const gate = Promise.withResolvers<void>();
  const begun = world.inbox<number>('offsets begun');
  const clock = world.inbox<number>('offsets of the other partition');

  @Payload(raw())
  class Slow extends Consumer {
    async process({ partition, offset }: Message<Buffer>): Promise<void> {
      if (partition === 1) return void clock.push(offset);
      begun.push(offset);
      await gate.promise;
    }
  }
  const routes = drawRoutes(({ topic: draw }) => draw(topic, { consumer: Slow, maxBufferedBytes }));
  const outside = await bootApp(world, { routes });
  await outside.connect();
  const value = Buffer.alloc(messageBytes, 'x');
  for (let sent = 0; sent < messages; sent += 100) {
    const lot = Array.from({ length: 100 }, () => ({ topic, partition: 0, key: null, value, headers: {} }));
    await outside.producer.deliver(lot);
  }

  const received = countReceivedBytes(world);
  await startApp(world, { routes, settings: { consumer: { maxBytesPerPartition } } });
  await begun.atLeast(1);
  for (let turn = 1; turn <= turns; turn++) {
    await deliverTexts(outside, topic, ['tick'], { partition: 1 });
    await clock.atLeast(turn);
  }
  // What waits, one fetch that passed the bound and one that was on its way, and what the turns themselves cost.
  const turnsBytes = turns * kib;
  const bound = maxBufferedBytes + 2 * maxBytesPerPartition + turnsBytes;
  const fetched = received.total();
  expect(fetched).toBeLessThan(bound);
  expect(fetched).toBeGreaterThan(maxBufferedBytes);
  expect(begun.items).toEqual([0]);

  gate.resolve();
  await begun.atLeast(messages);
  expect(begun.items).toEqual(Array.from({ length: messages }, (_, offset) => offset));
});
