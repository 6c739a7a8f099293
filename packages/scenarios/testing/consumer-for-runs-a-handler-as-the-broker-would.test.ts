import { expect } from '@jest/globals';
import type { Inbox } from '@kfw/test-cluster';
import { consumerFor } from '@kfw/testing';
import { Consumer, drawRoutes, type Message, Payload, Responder, Topic } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { UserEvent, userEvent } from '../src/messages/user-event.js';
import { scenario } from '../src/scenario/scenario.js';

/** The messages of a handler, as far as they are the same with and without a broker. */
interface Seen {
  place: readonly [topic: string, partition: number, offset: number];
  key: unknown;
  headers: object;
  timestamp: Date;
  payload: unknown;
  bytesAfterId: string | undefined;
  isTombstone: boolean;
  attempt: number;
}

const timestamp = new Date('2026-11-01T10:00:00.000Z');
const events = [userEvent('user_created', 1), userEvent('flaky', 2), userEvent('user_renamed', 1)];

scenario(
  [92],
  'consumerFor runs a handler on given payloads with the real decode and retries, without a broker: it sees the same as with one',
  async (world) => {
    const users = await world.createTopic('users');
    const seer = (seen: Inbox<Seen>) => {
      @Payload(UserEvent)
      class UsersConsumer extends Consumer {
        process(message: Message<UserEvent>): void {
          const { topic, partition, offset, key, headers, payload, rawPayload, isTombstone, attempt } = message;
          seen.push({
            place: [topic, partition, offset],
            key,
            // Each message has an id of its own.
            headers: { ...headers, 'event-id': typeof headers['event-id'] },
            timestamp: message.timestamp,
            payload,
            bytesAfterId: rawPayload?.subarray(5).toString('hex'),
            isTombstone,
            attempt,
          });
          if (!isTombstone && payload.eventName === 'flaky' && attempt < 3) throw new Error(`attempt ${attempt}`);
        }
      }
      return UsersConsumer;
    };

    // With a broker.
    @Topic(users, { schema: UserEvent, multiple: true })
    class UsersResponder extends Responder {
      respond(): void {
        for (const event of events) this.respondTo(users, event, { key: 'k', headers: { trace: 't' }, timestamp });
      }
    }
    const live = world.inbox<Seen>('messages with a broker');
    const routes = drawRoutes(({ topic }) => topic(users, { consumer: seer(live), pauseMs: 0 }));
    const { app, monitor } = await startApp(world, { routes });
    const failed = world.events(monitor, 'consumer.failed');
    useResponders(world, app);
    await UsersResponder.call(undefined as never);
    const tombstone = { topic: users, key: Buffer.from('k'), value: null, headers: { trace: 't', 'event-id': '1' } };
    await app.producer.deliver([{ ...tombstone, timestamp: timestamp.getTime() }]);
    await live.atLeast(6);

    // Without one.
    const alone = world.inbox<Seen>('messages without a broker');
    const consumer = consumerFor(seer(alone), { topic: users, attempts: 3 });
    const run = await consumer.deliver([...events, null], { key: 'k', headers: { trace: 't' }, timestamp });

    expect(run.consumed).toBe(4);
    expect(run.errors.map(({ message }) => message)).toEqual(['attempt 1', 'attempt 2']);
    expect(failed.items.map(({ error }) => error.message)).toEqual(['attempt 1', 'attempt 2']);
    expect(alone.items).toEqual(live.items);
    expect(alone.items.map(({ attempt }) => attempt)).toEqual([1, 1, 2, 3, 1, 1]);

    await expect(consumerFor(seer(alone)).deliver([userEvent('flaky', 3)])).rejects.toThrow('attempt 1');
    await expect(consumerFor(seer(alone)).deliver([{ eventName: 1 } as never])).rejects.toMatchObject({
      code: 'KFW_ENCODE_FAILED',
    });
  },
);
