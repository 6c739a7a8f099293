import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const notText = Buffer.from([0xff, 0x00, 0xfe]);
const sent = new Date('2026-01-02T03:04:05.678Z');

scenario(
  [8],
  'headers arrive as sent, also repeated ones; key, timestamp, partition, offset and topic are exposed',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 3 });
    const seen = world.inbox<Message<string>>('messages');

    @Payload(text())
    class Seer extends Consumer {
      process(message: Message<string>): void {
        seen.push(message);
      }
    }
    const { app } = await startApp(world, {
      routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: Seer })),
    });

    const value = Buffer.from('hello');
    const headers = {
      trace: 'a-1',
      hop: ['one', 'two', Buffer.from('two'), ''],
      empty: '',
      überschrift: 'größe',
      constructor: 'of nothing',
      bytes: notText,
    };
    const startedAt = Date.now();
    await app.producer.deliver([
      { topic, partition: 2, key: null, value, headers: {} },
      { topic, partition: 2, key: Buffer.from('user-7'), value, headers, timestamp: sent.getTime() },
      { topic, partition: 2, key: notText, value, headers: { hop: ['only'] } },
    ]);
    const [plain, full, odd] = (await seen.atLeast(3)) as [Message<string>, Message<string>, Message<string>];

    expect({ ...full.headers, bytes: undefined }).toEqual({
      trace: 'a-1',
      hop: ['one', 'two', 'two', ''],
      empty: '',
      überschrift: 'größe',
      constructor: 'of nothing',
    });
    expect(full.rawHeaders.bytes).toEqual(notText);
    expect(full.rawHeaders.hop).toEqual(['one', 'two', 'two', ''].map((each) => Buffer.from(each)));
    expect([full.topic, full.partition, full.offset]).toEqual([topic, 2, 1]);
    expect(full.timestamp).toEqual(sent);
    expect([full.key, full.rawKey, full.payload]).toEqual(['user-7', Buffer.from('user-7'), 'hello']);

    expect([plain.key, plain.rawKey, plain.offset]).toEqual([null, null, 0]);
    expect(Object.keys(plain.headers)).toEqual([]);
    for (const time of [plain.timestamp, plain.receivedAt, full.receivedAt]) {
      expect(time.getTime()).toBeGreaterThanOrEqual(startedAt);
      expect(time.getTime()).toBeLessThanOrEqual(Date.now());
    }
    expect(odd.headers).toEqual(Object.assign(Object.create(null), { hop: 'only' }));
    expect(odd.rawKey).toEqual(notText);
  },
);
