import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, Payload, raw } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { packedBatch, produceBatch } from '../src/messages/packed-batch.js';
import { scenario } from '../src/scenario/scenario.js';

const mib = 2 ** 20;
const maxPartitionBufferBytes = 2 * mib;
/** Seven bytes each, and 128 for its objects. */
const records = 200_000;
const recordBytes = 7 + 128;
/** Most that are handed over at once. */
const sliceRecords = 8_192;

scenario([], 'tiny records of one batch count at their cost in memory', async (world) => {
  const topic = await world.createTopic('ticks');
  const gate = Promise.withResolvers<void>();
  const begun = world.inbox<number>('batches begun');
  let next = 0;
  const done = Promise.withResolvers<void>();

  @Payload(raw())
  class Slow extends Consumer {
    async consume(batch: Batch<Buffer>): Promise<void> {
      begun.push(batch.messages.length);
      await gate.promise;
      for (const { offset } of batch) if (Number(offset) === next) next++;
      if (next === records) done.resolve();
    }
  }
  const routes = drawRoutes(({ topic: draw }) =>
    draw(topic, { consumer: Slow, maxPartitionBufferBytes, maxMessages: 1_000 }),
  );
  const { server } = await startApp(world, { routes });
  const batch = await packedBatch({ codec: 'zstd', records, valueBytes: 0 });
  expect(batch.length).toBeLessThan(mib);
  expect(await produceBatch(world.cluster.brokers, { topic, batch })).toMatchObject({ errorCode: 0 });
  await begun.atLeast(1);
  // The first slice is handled when it comes; the lane is full when nothing more comes.
  const held = await world.until('the lane to be full', async () => {
    const bytes = server.lanes[0]?.backlogBytes ?? 0;
    return bytes > maxPartitionBufferBytes ? bytes : undefined;
  });
  expect(held).toBeLessThanOrEqual(maxPartitionBufferBytes + sliceRecords * recordBytes);
  gate.resolve();
  await world.waitFor('all records', done.promise);
});
