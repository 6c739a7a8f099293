import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { idleApp } from '../src/apps/idle-app.js';
import { startApp } from '../src/apps/start-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

const delays = { '1s': 1_000, '2s': 2_000 };

scenario(
  [37],
  'a retry-topic policy moves a failing message through delay topics without blocking its partition; the last stop is the dead-letter topic',
  async (world) => {
    const topic = await world.createTopic('orders', { partitions: 2 });
    const deadLetters = await world.createTopic('dead-letters');
    const clientId = world.name('shop');
    const [short = '', long = ''] = Object.keys(delays).map((delay) => `${topic}.${clientId}_app.retry-${delay}`);
    const operator = await idleApp(world);
    await operator.admin.createTopics([short, long].map((name) => ({ topic: name, partitions: 2 })));
    const seen = world.inbox<{ text: string; waitedMs: number }>('messages');

    @Payload(text())
    class Payer extends Consumer {
      process({ topic: from, partition, payload, key, attempt, retrying, timestamp }: Message<string>): void {
        const position = from === topic ? `source ${partition}` : (from.split('-').at(-1) ?? '');
        seen.push({ text: `${position}: ${payload} ${attempt}`, waitedMs: Date.now() - timestamp.getTime() });
        expect([key, retrying]).toEqual(['one', attempt > 1]);
        if (payload === 'flaky' && attempt < 3) throw new Error('not yet');
        if (payload === 'bad') throw new RangeError(`refused for the ${attempt}. time`);
      }
    }
    const { app, monitor } = await startApp(world, {
      clientId,
      settings: { createTopics: false },
      routes: drawRoutes(({ topic: draw }) => {
        draw(topic, { consumer: Payer, retryTopics: Object.keys(delays), deadLetter: deadLetters });
      }),
    });
    const moved = world.events(monitor, 'message.retryScheduled');
    const lettered = world.event(monitor, 'message.deadLettered');
    await deliverTexts(app, topic, ['a', 'flaky', 'b', 'bad', 'c'], { key: 'one', partition: 1 });
    await lettered;
    await seen.first('the flaky one', (each) => each.text.endsWith('flaky 3'));

    const texts = seen.items.map((each) => each.text);
    // In its partition each is tried once, and the messages after it do not wait.
    expect(texts.slice(0, 5)).toEqual(['a', 'flaky', 'b', 'bad', 'c'].map((each) => `source 1: ${each} 1`));
    expect(texts.slice(5).sort()).toEqual(['1s: bad 2', '1s: flaky 2', '2s: bad 3', '2s: flaky 3']);
    for (const [delay, delayMs] of Object.entries(delays)) {
      for (const each of seen.items.filter((one) => one.text.startsWith(delay))) {
        expect(each.waitedMs).toBeGreaterThanOrEqual(delayMs);
      }
    }
    const position = { group: `${clientId}_app`, consumer: 'Payer' };
    expect(moved.items).toHaveLength(4);
    expect(moved.items.slice(0, 2)).toMatchObject([
      { ...position, topic, partition: 1, offset: 1, to: short, attempts: 1, reason: 'not yet' },
      { ...position, topic, partition: 1, offset: 3, to: short, attempts: 1, reason: 'refused for the 1. time' },
    ]);
    expect(moved.items.slice(2)).toMatchObject([
      { ...position, topic: short, to: long, attempts: 2 },
      { ...position, topic: short, to: long, attempts: 2 },
    ]);
    expect(await lettered).toMatchObject({ ...position, topic: long, to: deadLetters, attempts: 3 });

    const source = {
      'kfw-source-topic': topic,
      'kfw-source-partition': '1',
      'kfw-source-offset': '3',
      'kfw-source-group': position.group,
    };
    const why = (attempts: number) => ({
      'kfw-attempts': String(attempts),
      'kfw-error-class': 'RangeError',
      'kfw-error-message': `refused for the ${attempts}. time`,
    });
    const stops = await Promise.all([short, long, deadLetters].map((stop) => readWithKcat(world, stop)));
    const bad = stops.map((letters) => letters.find(({ value }) => value === 'bad'));
    for (const [index, letter] of bad.entries()) {
      expect(letter).toMatchObject({ key: 'one', headers: { ...source, ...why(index + 1) } });
    }
    expect(new Set(bad.map((letter) => letter?.headers['kfw-first-failed-at'])).size).toBe(1);
    expect(new Set(bad.map((letter) => letter?.headers['kfw-source-timestamp'])).size).toBe(1);
    expect(stops.map((letters) => letters.length)).toEqual([2, 2, 1]);
  },
);
