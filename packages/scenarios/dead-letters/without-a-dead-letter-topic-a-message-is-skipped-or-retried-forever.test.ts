import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

/** Far more than `maxRetries`, which is 3 by default. */
const attemptsToCome = 12;

scenario(
  [34],
  "deadLetter: false with onExhausted: 'skip' skips and reports; the default without a dead-letter topic retries without limit",
  async (world) => {
    const topic = await world.createTopic('users');
    const clientId = world.name('shop');
    const seen = world.inbox<string>('messages');
    const of = (name: string) =>
      seen.items.filter((each) => each.startsWith(`${clientId}_${name}`)).map((each) => each.slice(-3));

    @Payload(text())
    class Trier extends Consumer {
      process({ payload, attempt }: Message<string>): void {
        seen.push(`${this.group} ${payload} ${attempt}`);
        if (payload === 'b' && !(this.group === `${clientId}_forever` && attempt > attemptsToCome))
          throw new Error('too bad');
      }
    }
    const { app, monitor, stop } = await startApp(world, {
      clientId,
      routes: drawRoutes(({ defaults, consumerGroup }) => {
        defaults({ deadLetter: world.name('nowhere'), pauseMs: 1, maxPauseMs: 1 });
        const options = { consumer: Trier, deadLetter: false } as const;
        consumerGroup('skipping', (group) => group.topic(topic, { ...options, onExhausted: 'skip', maxRetries: 2 }));
        consumerGroup('forever', (group) => group.topic(topic, options));
      }),
    });
    const skipped = world.events(monitor, 'message.skipped');
    const failed = world.events(monitor, 'consumer.failed');
    await deliverTexts(app, topic, ['a', 'b', 'c'], { key: 'one' });
    await seen.until('both at the end', () => of('skipping').at(-1) === 'c 1' && of('forever').at(-1) === 'c 1');
    expect(await stop()).toBe(0);
    await app.connect();

    expect(of('skipping')).toEqual(['a 1', 'b 1', 'b 2', 'b 3', 'c 1']);
    expect(skipped.items).toHaveLength(1);
    const { error, ...report } = skipped.items[0] ?? {};
    expect(report).toEqual({
      group: `${clientId}_skipping`,
      topic,
      partition: 0,
      consumer: 'Trier',
      offset: 1,
      reason: 'too bad',
    });
    expect(error?.message).toBe('too bad');
    const outcomes = (name: string) =>
      failed.items.filter(({ group }) => group.endsWith(name)).map(({ outcome }) => outcome);
    expect(outcomes('skipping')).toEqual(['retry', 'retry', 'skip']);
    expect(outcomes('forever')).toEqual(Array.from({ length: attemptsToCome }, () => 'retry'));
    for (const group of ['skipping', 'forever']) {
      const offsets = await app.admin.groupOffsets(`${clientId}_${group}`, [topic]);
      expect(offsets).toEqual([{ topic, partition: 0, offset: 3 }]);
    }
    expect(await app.admin.listTopics()).not.toContain(world.name('nowhere'));
  },
);
