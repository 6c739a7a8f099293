import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const delayMs = 1_500;

scenario(
  [],
  'with delayMs a message is not handled before it is that old, in order, and other topics do not wait',
  async (world) => {
    const delayed = await world.createTopic('delayed');
    const other = await world.createTopic('other');
    const seen = world.inbox<{ text: string; ageMs: number }>('messages');

    @Payload(text())
    class Seer extends Consumer {
      process({ payload, timestamp }: Message<string>): void {
        seen.push({ text: payload, ageMs: Date.now() - timestamp.getTime() });
      }
    }
    const { app } = await startApp(world, {
      routes: drawRoutes(({ topic }) => {
        topic(delayed, { consumer: Seer, delayMs });
        topic(other, { consumer: Seer });
      }),
    });
    const message = (topic: string, name: string, ageMs = 0) => ({
      topic,
      key: null,
      value: Buffer.from(name),
      headers: {},
      timestamp: Date.now() - ageMs,
    });
    await app.producer.deliver([
      message(delayed, 'ripe', delayMs),
      message(delayed, 'a'),
      message(delayed, 'b', delayMs),
    ]);
    await app.producer.deliver([message(other, 'at once')]);
    await seen.first('the last', (each) => each.text === 'b');

    const texts = seen.items.map((each) => each.text);
    expect(texts.slice(0, 2).sort()).toEqual(['at once', 'ripe']);
    expect(texts.slice(2)).toEqual(['a', 'b']);
    expect(seen.items[2]?.ageMs).toBeGreaterThanOrEqual(delayMs);
  },
);
