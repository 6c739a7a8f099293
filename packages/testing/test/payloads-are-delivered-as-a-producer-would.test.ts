import { describe, expect, it } from '@jest/globals';
import { Consumer, json, type Message, Payload, Responder, Topic } from '@kfw/core/internal';
import { consumerFor, sentMessages } from '@kfw/testing';
import { deliver } from 'kfw';

interface Event {
  id: number;
}

@Topic('mails', { schema: json<Event>() })
class MailsResponder extends Responder<{ mails: Event }> {
  respond(event: Event): void {
    this.respondTo('mails', event, { key: '1' });
  }
}

const seen: Message<Event>[] = [];

@Payload(json<Event>())
class EventsConsumer extends Consumer {
  async process(message: Message<Event>): Promise<void> {
    seen.push(message);
    await this.respondWith(message.payload);
    await deliver('notes', 'seen');
  }
}

const events = () => consumerFor(EventsConsumer, { responder: MailsResponder });
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/;

describe('a message from consumerFor', () => {
  it('has its own event-id, which correlates the messages sent because of it', async () => {
    seen.length = 0;
    await events().deliver([{ id: 1 }, { id: 2 }]);
    const ids = seen.map(({ headers }) => headers['event-id']);
    expect(ids).toEqual([expect.stringMatching(uuid), expect.stringMatching(uuid)]);
    expect(new Set(ids).size).toBe(2);
    for (const topic of ['mails', 'notes']) {
      expect(sentMessages(topic).map(({ headers }) => headers['correlation-id'])).toEqual(ids);
    }
    expect(sentMessages('mails')[0]?.headers['event-id']).toMatch(uuid);
    expect(sentMessages('notes')[0]?.headers).not.toHaveProperty('event-id');
  });

  it('keeps an event-id that is given, and headers of every kind', async () => {
    seen.length = 0;
    const headers = { 'event-id': 'mine', tags: ['a', Buffer.from('b')], bytes: Buffer.from([0xff]) };
    await events().deliver([{ id: 1 }], { headers });
    const [message] = seen;
    expect(message?.headers).toMatchObject({ 'event-id': 'mine', tags: ['a', 'b'] });
    expect(message?.rawHeaders.bytes).toEqual(Buffer.from([0xff]));
  });

  it('has a key as deliver encodes it, and a timestamp as it takes it', async () => {
    seen.length = 0;
    await events().deliver([{ id: 1 }], { key: 7, timestamp: 5 });
    await events().deliver([{ id: 1 }], { key: new Uint8Array([0xfe]), timestamp: new Date(6) });
    await events().deliver([{ id: 1 }], { key: null });
    expect(seen.map(({ rawKey }) => rawKey)).toEqual([Buffer.from('7'), Buffer.from([0xfe]), null]);
    expect(seen.slice(0, 2).map(({ timestamp }) => timestamp.getTime())).toEqual([5, 6]);
  });

  it.each([
    ['a header that is a number', { headers: { a: 1 } }],
    ['an invalid Date', { timestamp: new Date('x') }],
  ])('is refused with %s, as by deliver', async (_what, options) => {
    await expect(events().deliver([{ id: 1 }], options as never)).rejects.toMatchObject({
      code: 'KFW_DELIVERY_INVALID',
    });
  });
});
