import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, raw } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { readValue } from '../src/messages/kcat.js';
import { scenario } from '../src/scenario/scenario.js';

/** No valid UTF-8: bytes that were made into text and back would not come through. */
const key = Buffer.from([0xff, 0x00, 0x80]);
const value = Buffer.from([0x00, 0xc3, 0x28, 0xfe]);
const headers = { trace: Buffer.from([0xff]), tag: ['one', 'two'] };
const timestamp = Date.parse('2026-11-01T10:00:00.123Z');

class PaymentRefused extends Error {}

scenario(
  [28],
  'after maxRetries the failing message goes to the dead-letter topic with key, value bytes and headers intact, and headers that say why',
  async (world) => {
    const topic = await world.createTopic('orders', { partitions: 2 });
    const deadLetters = await world.createTopic('dead-letters', { partitions: 3 });
    const attempts = world.inbox<number>('attempts');

    @Payload(raw())
    class Payer extends Consumer {
      process({ offset, attempt }: Message<Buffer>): void {
        if (offset !== 1) return;
        attempts.push(attempt);
        throw new PaymentRefused(`refused for the ${attempt}. time`);
      }
    }
    const { app, monitor } = await startApp(world, {
      routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: Payer, deadLetter: deadLetters, pauseMs: 1 })),
    });
    const moved = world.event(monitor, 'message.deadLettered');
    const failed = world.events(monitor, 'consumer.failed');
    const before = Date.now();
    await deliverTexts(app, topic, ['fine'], { partition: 1 });
    await app.producer.deliver([{ topic, partition: 1, key, value, headers, timestamp }]);

    const { error, ...event } = await moved;
    const position = { group: `${app.config.clientId}_app`, topic, partition: 1, consumer: 'Payer', offset: 1 };
    expect(event).toEqual({ ...position, to: deadLetters, attempts: 4, reason: 'refused for the 4. time' });
    expect(error).toBeInstanceOf(PaymentRefused);
    expect(attempts.items).toEqual([1, 2, 3, 4]);
    expect(failed.items.map(({ outcome }) => outcome)).toEqual(['retry', 'retry', 'retry', 'deadLetter']);

    const letters = await app.readTopic(deadLetters, { schema: raw(), keySchema: raw() }).toArray();
    expect(letters).toHaveLength(1);
    const [letter] = letters;
    expect(letter?.rawKey).toEqual(key);
    expect(letter?.rawPayload).toEqual(value);
    expect(await readValue(world, { topic: deadLetters, partition: letter?.partition ?? 0, offset: 0 })).toEqual(value);
    const { trace, tag, ...why } = letter?.rawHeaders ?? {};
    expect(trace).toEqual(headers.trace);
    expect(tag).toEqual(headers.tag.map((each) => Buffer.from(each)));
    const said = Object.fromEntries(Object.entries(why).map(([name, given]) => [name, String(given)]));
    const { 'kfw-first-failed-at': firstFailedAt = '', ...rest } = said;
    expect(rest).toEqual({
      'kfw-source-topic': topic,
      'kfw-source-partition': '1',
      'kfw-source-offset': '1',
      'kfw-source-timestamp': '2026-11-01T10:00:00.123Z',
      'kfw-source-group': position.group,
      'kfw-attempts': '4',
      'kfw-error-class': 'PaymentRefused',
      'kfw-error-message': 'refused for the 4. time',
    });
    expect(firstFailedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Date.parse(firstFailedAt)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(firstFailedAt)).toBeLessThanOrEqual(Date.now());
  },
);
