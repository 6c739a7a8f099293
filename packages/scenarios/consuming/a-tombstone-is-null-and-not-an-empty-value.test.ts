import { expect } from '@jest/globals';
import { createAvroCodec } from '@kfw/avro';
import { builtInCodecs } from '@kfw/core/internal';
import { avro, Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { codecOf, countingCodec } from '../src/messages/counting-codec.js';
import { scenario } from '../src/scenario/scenario.js';

interface User {
  name: string;
}
const User = avro<User>({ type: 'record', name: 'com.shop.User', fields: [{ name: 'name', type: 'string' }] });

scenario([9], 'a tombstone is null, is never decoded, and differs from an empty value', async (world) => {
  const avroTopic = await world.createTopic('users', { settings: { 'cleanup.policy': 'compact' } });
  const textTopic = await world.createTopic('notes');
  const seen = world.inbox<{ topic: string; payload: unknown; raw: Buffer | null; isTombstone: boolean }>('messages');
  const see = ({ topic, payload, rawPayload: raw, isTombstone }: Message) =>
    seen.push({ topic, payload, raw, isTombstone });

  @Payload(User)
  class Users extends Consumer {
    process(message: Message<User>): void {
      see(message);
    }
  }
  @Payload(text())
  class Notes extends Consumer {
    process(message: Message<string>): void {
      see(message);
    }
  }
  const registry = { url: world.cluster.registry };
  const avroCodec = createAvroCodec({ registry, registrySetting: 'KFW_TEST_REGISTRY', register: 'always' });
  const avroCounting = countingCodec(avroCodec);
  const textCounting = countingCodec(codecOf('text', builtInCodecs));
  const failures: unknown[] = [];
  const { app } = await startApp(world, {
    codecs: [avroCounting.codec, textCounting.codec],
    listen: (monitor) => monitor.subscribe('consumer.failed', (event) => failures.push(event)),
    routes: drawRoutes(({ topic }) => {
      topic(avroTopic, { consumer: Users });
      topic(textTopic, { consumer: Notes });
    }),
  });

  const writer = avroCodec.writer({ topic: avroTopic, side: 'value', schema: User });
  await writer.prepare();
  const ada = writer.encode({ name: 'Ada' });
  const deliver = (topic: string, ...values: (Buffer | null)[]) =>
    app.producer.deliver(values.map((value) => ({ topic, key: Buffer.from('7'), value, headers: {} })));
  await deliver(avroTopic, ada, null);
  await deliver(textTopic, Buffer.alloc(0), null, Buffer.from('note'));

  const all = await seen.atLeast(5);
  const of = (topic: string) => all.filter((each) => each.topic === topic).map(({ topic: _, ...rest }) => rest);
  expect(of(avroTopic)).toEqual([
    { payload: { name: 'Ada' }, raw: ada, isTombstone: false },
    { payload: null, raw: null, isTombstone: true },
  ]);
  expect(of(textTopic)).toEqual([
    { payload: '', raw: Buffer.alloc(0), isTombstone: false },
    { payload: null, raw: null, isTombstone: true },
    { payload: 'note', raw: Buffer.from('note'), isTombstone: false },
  ]);
  expect(avroCounting.decoded).toEqual([ada]);
  expect(textCounting.decoded).toEqual([Buffer.alloc(0), Buffer.from('note')]);
  expect(failures).toEqual([]);
});
