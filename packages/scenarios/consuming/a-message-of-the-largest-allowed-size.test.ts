/**
 * The largest message that a broker takes fills a batch to the byte: kfw sends it and reads it, also when it is larger
 * than what one fetch asks for, and refuses the one that is a byte longer before it is sent. Once with the limit that
 * brokers have by default, once with that of a topic that allows more; kcat reads and writes the same.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@jest/globals';
import { kcat, temporaryFolder } from '@kfw/test-cluster';
import { Consumer, drawRoutes, type Message, Payload, raw } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { readValue } from '../src/messages/kcat.js';
import { scenario } from '../src/scenario/scenario.js';

const usualLimit = 1_048_588;
const raisedLimit = 6_000_000;
/** Of a batch with one record without a key and headers (its head of 61 bytes, and the record's fields). */
const overheadBytes = (limit: number) => (limit < 1_048_660 ? 72 : 74);

scenario(
  [13],
  "a message of the broker's largest allowed size is read and sent",
  async (world) => {
    const seen = world.inbox<Message<Buffer>>('messages');
    @Payload(raw())
    class Seer extends Consumer {
      process(message: Message<Buffer>): void {
        seen.push(message);
      }
    }
    const usual = await world.createTopic('usual');
    const raised = await world.createTopic('raised', { settings: { 'max.message.bytes': String(raisedLimit) } });
    const topics = new Map([
      [usual, usualLimit],
      [raised, raisedLimit],
    ]);
    const { app } = await startApp(world, {
      routes: drawRoutes(({ topic }) => {
        for (const name of topics.keys()) topic(name, { consumer: Seer });
      }),
    });
    const file = path.join(await temporaryFolder(world), 'value');
    for (const [topic, limit] of topics) {
      const deliver = (value: Buffer) => app.producer.deliver([{ topic, key: null, value, headers: {} }]);
      const largest = Buffer.alloc(limit - overheadBytes(limit), 'large ');

      const before = seen.items.length;
      await deliver(Buffer.from('before'));
      await deliver(largest);
      await expect(deliver(Buffer.concat([largest, Buffer.from('.')]))).rejects.toMatchObject({
        code: 'KFW_MESSAGE_TOO_LARGE',
      });
      await writeFile(file, largest);
      await kcat(world.cluster.brokers, ['-P', '-q', '-t', topic, '-p', '0', '-X', `message.max.bytes=${limit}`, file]);
      await deliver(Buffer.from('after'));

      const values = (await seen.atLeast(before + 4)).slice(before).map(({ payload }) => payload);
      expect(values.map(({ length }) => length)).toEqual([6, largest.length, largest.length, 5]);
      expect(values.slice(1, 3).every((value) => value.equals(largest))).toBe(true);
      expect((await readValue(world, { topic, partition: 0, offset: 1 })).equals(largest)).toBe(true);
    }
  },
  { timeoutMs: 120_000 },
);
