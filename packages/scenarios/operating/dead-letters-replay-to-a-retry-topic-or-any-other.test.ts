/**
 * In the retry topic only the group whose handler failed gets the message again, from its first attempt; its next dead
 * letter still names the topic that it came from first. Elsewhere the key decides about the partition, as for producers.
 */
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { idleApp } from '../src/apps/idle-app.js';
import { startApp } from '../src/apps/start-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { runKfw } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [91],
  'dead letters replay to a retry topic or any other',
  async (world) => {
    const topic = await world.createTopic('orders', { partitions: 2 });
    const other = await world.createTopic('orders.again', { partitions: 5 });
    const dead = await world.createTopic('orders.dead-letters');
    const clientId = world.name('shop');
    const retry = `${topic}.${clientId}_app.retry-1s`;
    const operator = await idleApp(world);
    await operator.admin.createTopics([{ topic: retry, partitions: 2 }]);
    const seen = world.inbox<string>('attempts');

    @Payload(text())
    class Failing extends Consumer {
      process({ topic: from, attempt }: Message<string>): void {
        seen.push(`${from === retry ? 'retry' : 'source'} ${attempt}`);
        throw new RangeError('as always');
      }
    }
    const { app, monitor } = await startApp(world, {
      clientId,
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: Failing, retryTopics: ['1s'], deadLetter: dead })),
    });
    const deadLettered = world.events(monitor, 'message.deadLettered');
    await deliverTexts(app, topic, ['a'], { key: 'one', partition: 1 });
    await deadLettered.atLeast(1);
    const replay = (...args: string[]) => runKfw(world, ['dlq', 'replay', dead, '--execute', '--json', ...args]);

    expect((await replay('--to', 'retry:10s')).json()).toEqual([{ replayed: 0, parked: 0, skipped: 1 }]);
    expect((await replay('--to', 'retry:1s')).json()).toEqual([{ replayed: 1, parked: 0, skipped: 0 }]);
    await deadLettered.atLeast(2);
    expect(seen.items).toEqual(['source 1', 'retry 2', 'retry 1']);
    const [, letter] = await readWithKcat(world, dead);
    expect(letter?.headers).toMatchObject({
      'kfw-source-topic': topic,
      'kfw-source-partition': '1',
      'kfw-source-offset': '0',
      'kfw-attempts': '1',
      'kfw-replay-count': '1',
    });

    expect((await replay('--to', 'orders.agin')).errors).toContain('KFW_TOPIC_NOT_FOUND');
    expect((await replay('--to', dead)).errors).toContain('another topic than that of the dead letters');
    expect((await replay('--to', other)).json()).toEqual([{ replayed: 1, parked: 0, skipped: 0 }]);
    await deliverTexts(app, other, ['b'], { key: 'one' });
    const messages = await readWithKcat(world, other);
    expect(messages.map(({ key, value }) => [key, value])).toEqual([
      ['one', 'a'],
      ['one', 'b'],
    ]);
    expect(new Set(messages.map(({ partition }) => partition)).size).toBe(1);
  },
  { timeoutMs: 120_000 },
);
