import { expect } from '@jest/globals';
import { consumerFor, sentMessages } from '@kfw/testing';
import { Consumer, drawRoutes, type Message, Payload, Responder, Topic } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { messagesIn } from '../src/messages/messages-in.js';
import { UserEvent, userEvent } from '../src/messages/user-event.js';
import { scenario } from '../src/scenario/scenario.js';

/** The topic that the first test sent to. */
let audit = '';
const headers = { from: 'users', tags: ['a', 'b'] };
/** Each message has an id of its own. */
const sentHeaders = (sent: object) => ({ ...sent, 'event-id': expect.any(String) });

scenario([93], 'sentMessages lists the messages of responders, as consumers will read them', async (world) => {
  audit = await world.createTopic('audit');

  @Topic(audit, { schema: UserEvent, multiple: true })
  class AuditResponder extends Responder {
    respond(event: UserEvent): void {
      this.respondTo(audit, event, { key: String(event.payload.id), headers, timestamp: 1_000 });
      this.respondTo(audit, { ...event, eventName: 'audited' }, { key: null, headers, timestamp: 2_000 });
    }
  }
  @Payload(UserEvent)
  class UsersConsumer extends Consumer {
    async process({ payload }: Message<UserEvent>): Promise<void> {
      await this.respondWith(payload);
    }
  }
  const read = world.inbox<object>('messages of the topic');
  @Payload(UserEvent)
  class AuditConsumer extends Consumer {
    process({ topic, key, payload, headers: sent, timestamp }: Message<UserEvent>): void {
      read.push({ topic, key, payload, headers: { ...sent }, timestamp });
    }
  }

  await AuditResponder.call(userEvent('user_created', 1));
  await consumerFor(UsersConsumer, { responder: AuditResponder }).deliver([userEvent('user_renamed', 2)]);
  const listed = sentMessages<UserEvent>(audit).map(({ partition, headers: sent, ...message }) => {
    expect(partition).toBeUndefined();
    const { 'correlation-id': _story, ...own } = sent;
    return { ...message, headers: sentHeaders(own) };
  });
  expect(listed).toHaveLength(4);
  // A message sent while another is handled continues its correlation chain; a call on its own begins a new one.
  const stories = sentMessages(audit).map(({ headers: sent }) => sent['correlation-id']);
  expect(stories).toEqual([undefined, undefined, expect.any(String), stories[2]]);
  expect(sentMessages('elsewhere')).toEqual([]);

  // As a consumer reads them from a broker, where a connected app sends.
  const { app } = await startApp(world, {
    routes: drawRoutes(({ topic }) => topic(audit, { consumer: AuditConsumer })),
  });
  expect(await messagesIn(app, audit)).toBe(0);
  await AuditResponder.call(userEvent('user_created', 1));
  await AuditResponder.call(userEvent('user_renamed', 2));
  expect(listed).toEqual(await read.atLeast(4));
  expect(sentMessages(audit)).toHaveLength(4);
});

scenario([93], 'it is cleared between tests', async () => {
  expect(audit).not.toBe('');
  expect(sentMessages(audit)).toEqual([]);
});
