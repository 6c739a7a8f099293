import { expect } from '@jest/globals';
import type { Inbox } from '@kfw/test-cluster';
import { consumerFor, type SentMessage, sentMessages } from '@kfw/testing';
import { Consumer, drawRoutes, json, type Message, Payload } from 'kfw';
import { idleApp } from '../src/apps/idle-app.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const payloads = ['fine', 'fails', 'fails twice', 'skips', 'is judged', 'last'];
const timestamp = new Date('2026-11-01T10:00:00.000Z');

scenario(
  [92],
  'consumerFor runs retries, retry topics and dead letters without a broker: each message ends as it would with one',
  async (world) => {
    const acts = await world.createTopic('acts');
    const deadLetters = await world.createTopic('dead-letters');
    const group = 'test_app';
    const retryTopic = `${acts}.${group}.retry-1s`;
    const operator = await idleApp(world);
    await operator.admin.createTopics([{ topic: retryTopic, partitions: 1 }]);
    const actor = (seen: Inbox<string>) => {
      @Payload(json<string>())
      class Actor extends Consumer {
        process(message: Message<string>): void {
          const { topic, offset, payload, attempt } = message;
          seen.push(`${topic} ${offset} ${payload} ${attempt}`);
          if (payload === 'fails') throw new RangeError('always');
          if (payload === 'fails twice' && attempt < 3) throw new Error('not yet');
          if (payload === 'skips') message.skip('no need');
          if (payload === 'is judged') message.deadLetter('no good');
        }
      }
      return Actor;
    };
    const options = { deadLetter: deadLetters, maxRetries: 1, retryTopics: ['1s'], pauseMs: 1 };

    // With a broker.
    const live = world.inbox<string>('messages with a broker');
    const routes = drawRoutes(({ topic }) => topic(acts, { consumer: actor(live), ...options }));
    const { app, monitor } = await startApp(world, { routes, groupMapper: () => group });
    const moved = world.events(monitor, 'message.deadLettered');
    await app.producer.deliver(
      payloads.map((payload) => ({
        topic: acts,
        key: Buffer.from('k'),
        value: Buffer.from(JSON.stringify(payload)),
        headers: { from: 'test', 'event-id': '1' },
        timestamp: timestamp.getTime(),
      })),
    );
    await live.until('the last try', (all) => all.some((each) => each.endsWith('fails twice 3')));
    await moved.atLeast(2);
    const letters = await app.readTopic(deadLetters, { schema: json<string>() }).toArray();

    // Without one.
    const alone = world.inbox<string>('messages without a broker');
    const Actor = actor(alone);
    const consumer = consumerFor(Actor, {
      routes: drawRoutes(({ topic }) => topic(acts, { consumer: Actor, ...options })),
    });
    const run = await consumer.deliver(payloads, { key: 'k', headers: { from: 'test', 'event-id': '1' }, timestamp });

    expect(run.consumed).toBe(payloads.length);
    expect(run.errors.map(({ message }) => message)).toEqual(['always', 'always', 'not yet', 'not yet', 'always']);
    expect(alone.items).toEqual(live.items);
    expect(alone.items.slice(-2)).toEqual([`${retryTopic} 0 fails 3`, `${retryTopic} 1 fails twice 3`]);
    const shown = ({ key, payload, headers }: Pick<SentMessage, 'key' | 'payload' | 'headers'>) => {
      const { 'kfw-first-failed-at': firstFailedAt, ...rest } = headers;
      expect(Date.parse(String(firstFailedAt))).not.toBeNaN();
      return { key, payload, headers: rest };
    };
    expect(sentMessages(deadLetters).map(shown)).toEqual(letters.map(shown));
    expect(letters.map(({ payload }) => payload)).toEqual(['is judged', 'fails']);
    expect(sentMessages(retryTopic).map(({ payload }) => payload)).toEqual(['fails', 'fails twice']);
  },
);
