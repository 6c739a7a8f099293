/**
 * Into a retry topic and into the dead letters: null values, names that are not UTF-8, order and repetitions stay; of
 * kfw's own headers those of the last failure are there, once.
 */
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { batchDraft, headerBytesOf, type RecordDraft, written } from '../src/odd-batches/draft.js';
import { RawProducer } from '../src/odd-batches/raw-producer.js';
import { storedBytes } from '../src/odd-batches/stored-bytes.js';
import { scenario } from '../src/scenario/scenario.js';

const headers: RecordDraft['headers'] = [
  [Buffer.from('null'), null],
  [Buffer.from('b'), Buffer.from('2')],
  [Buffer.from([0x6e, 0xff]), Buffer.from('a name in Latin-1')],
  [Buffer.from('a'), Buffer.from([0xc3, 0x28])],
  [Buffer.from('b'), null],
  [Buffer.from([0x6e, 0xfe]), Buffer.from('another that looks alike as text')],
  [Buffer.from('b'), Buffer.alloc(0)],
  [Buffer.from('__proto__'), Buffer.from('x')],
  [Buffer.alloc(0), Buffer.from('no name')],
];

scenario([], 'headers are forwarded byte by byte', async (world) => {
  const topic = await world.createTopic('orders');
  const dead = await world.createTopic('dead-letters');
  const clientId = world.name('shop');
  const retry = `${topic}.${clientId}_app.retry-1s`;
  const seen = world.inbox<[unknown, unknown]>('messages');

  @Payload(text())
  class Failing extends Consumer {
    process({ headers: asText, rawHeaders }: Message<string>): void {
      seen.push([asText.null, rawHeaders.null], [asText.b, rawHeaders.b]);
      throw new Error('as requested');
    }
  }
  const { monitor, app } = await startApp(world, {
    clientId,
    settings: { createTopics: true },
    routes: drawRoutes((draw) => draw.topic(topic, { consumer: Failing, retryTopics: ['1s'], deadLetter: dead })),
  });
  const deadLettered = world.event(monitor, 'message.deadLettered');
  const producer = new RawProducer(Number(world.cluster.brokers.split(',')[0]?.split(':').at(-1)));
  world.after(() => producer.close());
  const draft = batchDraft('order');
  for (const record of draft.records) record.headers = headers;
  expect(await producer.produce([{ topic, partition: 0, bytes: written(draft) }])).toEqual([0]);
  await deadLettered;

  const sent = headerBytesOf(headers);
  for (const where of [topic, retry, dead]) {
    expect([where, (await storedBytes(world, where)).includes(sent)]).toEqual([where, true]);
  }
  const [letter] = await app.readTopic(dead, { schema: text() }).toArray();
  expect([letter?.headers['kfw-attempts'], letter?.headers['kfw-source-topic']]).toEqual(['2', topic]);
  expect(seen.items.slice(0, 2)).toEqual([
    ['', null],
    [
      ['2', '', ''],
      [Buffer.from('2'), null, Buffer.alloc(0)],
    ],
  ]);
});
