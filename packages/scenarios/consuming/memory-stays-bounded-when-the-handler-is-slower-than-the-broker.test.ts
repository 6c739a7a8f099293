import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, raw } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { countReceivedBytes } from '../src/network/received-bytes.js';
import { scenario } from '../src/scenario/scenario.js';

const kib = 1_024;
const maxPartitionBufferBytes = 1_024 * kib;
const maxBytesPerPartition = 256 * kib;
const messageBytes = 8 * kib;
/**
 * A fetch of 256 KiB brings whole record batches, or the first one alone when that is larger. Sent in lots of just
 * below 256 KiB, each fetch brings one lot, and next to nothing of the one behind it that would have to come again.
 */
const lot = 31;
const messages = 97 * lot;
/** Those below the bound and the one that passes it; then nothing more is fetched. */
const fetchesThatWait = Math.floor(maxPartitionBufferBytes / (lot * messageBytes)) + 1;
/** Each turns the fetch loop once: without a bound, they would fetch everything. */
const turns = 150;
/** A turn's own message with its fetch, and its share of metadata, commits and heartbeats: measured, a quarter of a KiB. */
const turnBytes = 2 * kib;

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
  const routes = drawRoutes(({ topic: draw }) => draw(topic, { consumer: Slow, maxPartitionBufferBytes }));
  const outside = await bootApp(world, { routes });
  await outside.connect();
  const message = { topic, partition: 0, key: null, value: Buffer.alloc(messageBytes, 'x'), headers: {} };
  for (let sent = 0; sent < messages; sent += lot) await outside.producer.deliver(new Array(lot).fill(message));

  const received = countReceivedBytes(world);
  const { server } = await startApp(world, { routes, settings: { consumer: { maxBytesPerPartition } } });
  await begun.atLeast(1);
  for (let turn = 1; turn <= turns; turn++) {
    await deliverTexts(outside, topic, ['tick'], { partition: 1 });
    await clock.atLeast(turn);
  }
  // The bytes that the lane reports: one fetch may pass the bound.
  const held = server.lanes.find(({ partition }) => partition === 0)?.backlogBytes;
  expect(held).toBeGreaterThan(maxPartitionBufferBytes);
  expect(held).toBeLessThanOrEqual(maxPartitionBufferBytes + maxBytesPerPartition);
  // And the bytes that came over the wire: one more fetch may have been in flight.
  const fetched = received.total();
  expect(fetched).toBeGreaterThan(maxPartitionBufferBytes);
  expect(fetched).toBeLessThan((fetchesThatWait + 1) * maxBytesPerPartition + turns * turnBytes);
  expect(begun.items).toEqual([0]);

  gate.resolve();
  await begun.atLeast(messages);
  expect(begun.items).toEqual(Array.from({ length: messages }, (_, offset) => offset));
});
