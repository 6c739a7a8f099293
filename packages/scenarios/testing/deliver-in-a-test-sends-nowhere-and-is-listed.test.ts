import { expect } from '@jest/globals';
import { consumerFor, sentMessages } from '@kfw/testing';
import { bufferedCount, Consumer, deliver, deliverAsync, drawRoutes, flush, json, type Message, Payload } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { messagesIn } from '../src/messages/messages-in.js';
import { UserEvent, userEvent } from '../src/messages/user-event.js';
import { scenario } from '../src/scenario/scenario.js';

/** The topic that the first test sent to. */
let users = '';
const place = json<{ city: string }>();

scenario([95], 'deliver in a test sends nowhere and is listed by sentMessages', async (world) => {
  users = await world.createTopic('users');
  const mails = await world.createTopic('mails');
  const timestamp = new Date('2026-11-01T10:00:00.000Z');

  @Payload(UserEvent)
  class UsersConsumer extends Consumer {
    async process({ payload }: Message<UserEvent>): Promise<void> {
      await deliver(mails, `welcome ${payload.payload.id}`, { key: payload.payload.id });
    }
  }
  const read = world.inbox<object>('messages of the topic');
  @Payload(UserEvent, { keySchema: place })
  class Reader extends Consumer {
    process({ key, payload, isTombstone, headers }: Message<UserEvent, { city: string }>): void {
      read.push({ key, payload: isTombstone ? null : payload, headers: { ...headers } });
    }
  }
  const sendAll = async () => {
    const options = { schema: UserEvent, keySchema: place, key: { city: 'Bonn' }, headers: { trace: 't' } };
    const first = await deliver(users, userEvent('user_created', 1), { ...options, timestamp });
    await deliver([{ ...options, topic: users, payload: userEvent('user_renamed', 1), partition: 0 }]);
    await deliverAsync(users, null, options);
    await flush();
    expect(bufferedCount()).toBe(0);
    return first;
  };

  expect(await sendAll()).toEqual({ topic: users, partition: 0, offset: '0' });
  const listed = sentMessages<UserEvent>(users);
  expect(listed.map(({ partition, timestamp: sent }) => [partition, sent])).toEqual([
    [undefined, timestamp],
    [0, undefined],
    [undefined, undefined],
  ]);
  await consumerFor(UsersConsumer).deliver([userEvent('user_created', 7)]);
  expect(sentMessages(mails)).toMatchObject([{ key: '7', payload: 'welcome 7' }]);
  await expect(deliver(users, { eventName: 1 } as never, { schema: UserEvent })).rejects.toMatchObject({
    code: 'KFW_ENCODE_FAILED',
  });

  // As a consumer reads them from a broker, where a connected app sends.
  const { app } = await startApp(world, { routes: drawRoutes(({ topic }) => topic(users, { consumer: Reader })) });
  expect(await Promise.all([users, mails].map((topic) => messagesIn(app, topic)))).toEqual([0, 0]);
  await sendAll();
  const sent = listed.map(({ key, payload, headers }) => ({ key, payload, headers: { ...headers } }));
  expect(sent).toEqual(await read.atLeast(3));
  expect(sentMessages(users)).toHaveLength(3);
});

scenario([95], 'the list holds messages as delivered without a schema, and is cleared between tests', async () => {
  expect(users).not.toBe('');
  expect(sentMessages(users)).toEqual([]);
  const bytes = Buffer.from([0, 255]);
  const given = ['text', bytes, { a: [1] }, 5, null] as const;
  await deliver(given.map((payload) => ({ topic: 'plain', payload })));
  expect(sentMessages('plain').map(({ key, payload }) => [key, payload])).toEqual(given.map((sent) => [null, sent]));
});
