import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, Payload, text } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
const perKey = 15;
const maxConcurrentCalls = 3;

scenario(
  [],
  'batches by key run concurrently, at most maxConcurrentCalls, with no key in two of them; a failure blocks its own key only',
  async (world) => {
    const topic = await world.createTopic('users');
    const handled = new Map(keys.map((key): [string, string[]] => [key, []]));
    const sideBySide = Promise.withResolvers<void>();
    const failing = Promise.withResolvers<void>();
    const running = new Set<string>();
    const done = world.inbox<string>('messages done');
    let calls = 0;
    let mostCalls = 0;

    @Payload(text())
    class Worker extends Consumer {
      async consume({ messages }: Batch<string>): Promise<void> {
        mostCalls = Math.max(mostCalls, ++calls);
        const own = new Set(messages.map(({ key }) => key ?? ''));
        for (const key of own) {
          if (running.has(key)) throw new Error(`${key} is in two batches`);
          running.add(key);
        }
        if (calls === maxConcurrentCalls) sideBySide.resolve();
        await sideBySide.promise;
        try {
          for (const message of messages) {
            const { key, payload, attempt } = message;
            if (payload === 'c 4' && attempt === 2) await failing.promise;
            if (payload === 'c 4' && attempt <= 2) throw new Error('not yet');
            handled.get(key ?? '')?.push(payload);
            this.markAsConsumed(message);
            done.push(payload);
          }
        } finally {
          for (const key of own) running.delete(key);
          calls--;
        }
      }
    }
    const { app, monitor } = await startApp(world, {
      routes: drawRoutes(({ topic: draw }) => {
        draw(topic, { consumer: Worker, orderedBy: 'key', maxConcurrentCalls, maxMessages: 8, pauseMs: 1 });
      }),
    });
    const failed = world.events(monitor, 'consumer.failed');
    const commits = world.events(monitor, 'offsets.committed');
    const texts = Array.from({ length: perKey }, (_, number) =>
      keys.map((key) => ({ key, payload: `${key} ${number}` })),
    );
    await app.producer.deliver(
      texts
        .flat()
        .map(({ key, payload }) => ({ topic, key: Buffer.from(key), value: Buffer.from(payload), headers: {} })),
    );

    // Others finish, and the failing message holds the committed offset back.
    await done.first('the last of another key', (payload) => payload.endsWith(String(perKey - 1)));
    const offset = 4 * keys.length + keys.indexOf('c');
    for (const event of commits.items) expect(event.offsets[0]?.offset).toBeLessThanOrEqual(offset);
    failing.resolve();
    await commits.until('the end', (events) => events.at(-1)?.offsets[0]?.offset === keys.length * perKey);
    expect(failed.items.map((event) => `${event.offset} ${event.error.message}`)).toEqual([
      `${offset} not yet`,
      `${offset} not yet`,
    ]);
    expect(mostCalls).toBe(maxConcurrentCalls);
    for (const key of keys) {
      expect(handled.get(key)).toEqual(Array.from({ length: perKey }, (_, number) => `${key} ${number}`));
    }
  },
);
