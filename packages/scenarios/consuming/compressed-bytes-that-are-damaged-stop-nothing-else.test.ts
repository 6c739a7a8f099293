import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, raw } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { framed, packedBatch, packings, produceBatch } from '../src/messages/packed-batch.js';
import { scenario } from '../src/scenario/scenario.js';

const records = 50;
const headerBytes = 61;

/** Damaged in each codec, cut off in each, packed with another codec than named, and codecs that Kafka does not have. */
async function damaged(): Promise<Buffer[]> {
  const batches: Buffer[] = [];
  for (const codec of packings) {
    const batch = await packedBatch({ codec, records, valueBytes: 100 });
    const [attributes, packed] = [batch.readInt16BE(21), batch.subarray(headerBytes)];
    const scratched = Buffer.from(packed).fill(0xa5, packed.length >> 1, (packed.length >> 1) + 8);
    batches.push(framed(scratched, attributes, records));
    batches.push(framed(packed.subarray(0, packed.length - 9), attributes, records));
    batches.push(framed(packed, (attributes % packings.length) + 1, records));
  }
  const plain = Buffer.alloc(500);
  return [...batches, ...[5, 6, 7].map((codec) => framed(plain, codec, records))];
}

scenario(
  [],
  'compressed bytes that are damaged, cut off or of an unknown codec stop nothing else',
  async (world) => {
    const { brokers } = world.cluster;
    const [topic, letters] = [await world.createTopic('orders'), await world.createTopic('letters')];
    const seen = world.inbox<string>('messages');
    const dead = world.inbox<Message<Buffer>>('dead letters');
    @Payload(raw())
    class Seer extends Consumer {
      process({ payload }: Message<Buffer>): void {
        seen.push(String(payload));
      }
    }
    @Payload(raw())
    class Undertaker extends Consumer {
      process(message: Message<Buffer>): void {
        dead.push(message);
      }
    }
    const { app } = await startApp(world, {
      routes: drawRoutes((draw) => {
        draw.topic(topic, { consumer: Seer, deadLetter: letters });
        draw.topic(letters, { consumer: Undertaker });
      }),
    });
    const stored: Buffer[] = [];
    for (const batch of await damaged()) {
      // Apache Kafka decompresses batches, and rejects most that it cannot read: no consumer gets those.
      const { errorCode } = await produceBatch(brokers, { topic, batch });
      if (errorCode === 0) stored.push(batch);
    }
    await deliverTexts(app, topic, ['after them']);
    await seen.first('the message behind them', (text) => text === 'after them');
    // A batch compressed with other values than before is a batch like any other.
    const handled = (seen.items.length - 1) / records;
    expect([Number.isInteger(handled), handled < packings.length]).toEqual([true, true]);
    for (const { payload, headers } of await dead.atLeast(stored.length - handled)) {
      expect(stored.some((batch) => batch.subarray(16).equals(payload.subarray(16)))).toBe(true);
      expect(String(headers['kfw-error-code'])).toMatch(
        /^KFW_(DECOMPRESSION_FAILED|RECORDS_MALFORMED|COMPRESSION_UNKNOWN)$/,
      );
      expect(String(headers['kfw-batch-count'])).toBe(String(records));
    }
    if (world.cluster.kind === 'embedded') expect(stored.length).toBeGreaterThanOrEqual(3 * packings.length);
  },
  { timeoutMs: 90_000 },
);
