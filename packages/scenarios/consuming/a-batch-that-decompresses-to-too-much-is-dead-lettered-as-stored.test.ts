import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, raw } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { type PackedBatchOf, packedBatch, packings, produceBatch } from '../src/messages/packed-batch.js';
import { scenario } from '../src/scenario/scenario.js';

const mib = 2 ** 20;
const maxBatchBytes = 2 * mib;
/** Records that fit into a few kilobytes of zstd, records for each codec, and many small records. */
const bombs: readonly PackedBatchOf[] = [
  { codec: 'zstd', records: 1, valueBytes: 300 * mib },
  ...packings.map((codec) => ({ codec, records: 3, valueBytes: 2 * mib })),
  { codec: 'lz4', records: 300_000, valueBytes: 0 },
];

scenario(
  [],
  'a batch that decompresses to too much is dead-lettered as stored, and every other batch is handled',
  async (world) => {
    const { brokers } = world.cluster;
    const [topic, other, letters] = [
      await world.createTopic('orders', { settings: { 'max.message.bytes': String(8 * mib) } }),
      await world.createTopic('others'),
      await world.createTopic('letters', { settings: { 'max.message.bytes': String(8 * mib) } }),
    ];
    const seen = world.inbox<string>('messages');
    const dead = world.inbox<Message<Buffer>>('dead letters');
    @Payload(raw())
    class Seer extends Consumer {
      process({ topic: from, payload }: Message<Buffer>): void {
        seen.push(`${from === topic ? 'orders' : 'others'} ${payload}`);
      }
    }
    @Payload(raw())
    class Undertaker extends Consumer {
      process(message: Message<Buffer>): void {
        dead.push(message);
      }
    }
    const clientId = world.name('shop');
    const start = () =>
      startApp(world, {
        clientId,
        settings: { consumer: { maxBatchBytes } },
        routes: drawRoutes((draw) => {
          draw.topic(topic, { consumer: Seer, deadLetter: letters, maxRetries: 3 });
          draw.topic(other, { consumer: Seer });
          draw.topic(letters, { consumer: Undertaker });
        }),
      });
    // Before anything is consumed: making them keeps this process, and so its heartbeats, busy for a while.
    const batches: Buffer[] = [];
    for (const of of bombs) batches.push(await packedBatch(of));
    const { app, stop } = await start();

    let offset = 0;
    for (const [number, of] of bombs.entries()) {
      const batch = batches[number] as Buffer;
      expect(await produceBatch(brokers, { topic, batch })).toMatchObject({ errorCode: 0 });
      await deliverTexts(app, topic, [`after ${number}`]);
      await deliverTexts(app, other, [`beside ${number}`]);
      await seen.atLeast(2 * (number + 1));
      const letter = (await dead.atLeast(number + 1))[number] as Message<Buffer>;
      const headers = Object.fromEntries(Object.entries(letter.headers).map(([name, value]) => [name, String(value)]));
      expect(headers).toMatchObject({
        'kfw-error-code': 'KFW_BATCH_TOO_LARGE',
        'kfw-batch-codec': of.codec,
        'kfw-batch-first-offset': String(offset),
        'kfw-batch-last-offset': String(offset + of.records - 1),
        'kfw-batch-count': String(of.records),
        'kfw-attempts': '1',
      });
      expect(headers['kfw-error-message']).toContain(`offset ${offset} of ${topic}[0]`);
      // The bytes before are set by the broker: the offset and the epoch of its leader.
      expect(letter.payload.subarray(16).equals(batch.subarray(16))).toBe(true);
      offset += of.records + 1;
    }
    const expected = bombs.flatMap((_, number) => [`orders after ${number}`, `others beside ${number}`]);
    expect(seen.items.toSorted()).toEqual(expected.toSorted());

    await stop();
    const again = await start();
    await deliverTexts(again.app, topic, ['last']);
    await seen.atLeast(expected.length + 1);
    expect(seen.items.at(-1)).toBe('orders last');
    expect(dead.items).toHaveLength(bombs.length);
  },
  { timeoutMs: 120_000 },
);
