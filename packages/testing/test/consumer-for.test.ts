import { describe, expect, it } from '@jest/globals';
import { avro } from '@kfw/avro';
import {
  AfterBatch,
  BeforeBatch,
  Consumer,
  CriticalError,
  drawRoutes,
  json,
  type Message,
  OnAssigned,
  Payload,
  Responder,
  Topic,
} from '@kfw/core/internal';
import { consumerFor, sentMessages } from '@kfw/testing';

interface UserEvent {
  eventName: string;
  id: number;
}

const UserEvent = avro<UserEvent>({
  type: 'record',
  name: 'UserEvent',
  fields: [
    { name: 'eventName', type: 'string' },
    { name: 'id', type: 'long' },
  ],
});

@Topic('audit', { schema: UserEvent })
class AuditResponder extends Responder<{ audit: UserEvent }> {
  respond(event: UserEvent): void {
    this.respondTo('audit', event, { key: `${event.id}`, headers: { from: 'users' } });
  }
}

const seen: Message<UserEvent>[] = [];
const trace: string[] = [];

@Payload(UserEvent)
class UsersConsumer extends Consumer {
  count = 0;
  @OnAssigned()
  assigned(): void {
    trace.push('assigned');
  }
  @BeforeBatch()
  before(): void {
    trace.push('before');
  }
  async process(message: Message<UserEvent>): Promise<void> {
    seen.push(message);
    this.count++;
    if (message.isTombstone) return;
    if (message.payload.eventName === 'critical') throw new CriticalError('stop');
    if (message.payload.eventName === 'flaky' && message.attempt < 3) throw new Error('not yet');
    if (message.payload.eventName === 'audited') await this.respondWith(message.payload);
  }
}

describe('consumerFor', () => {
  it('runs the handler on payloads that went through the real encoding and decoding', async () => {
    const users = consumerFor(UsersConsumer);
    const run = await users.deliver([{ eventName: 'created', id: 1 }, null], { key: 'k', headers: { a: '1' } });
    expect(run).toEqual({ consumed: 2, errors: [] });
    const [first, second] = seen.splice(0);
    expect(first).toMatchObject({ topic: 'users', partition: 0, offset: 0, key: 'k' });
    expect(first?.payload).toEqual({ eventName: 'created', id: 1 });
    expect(first?.rawPayload?.[0]).toBe(0);
    expect({ ...first?.headers }).toEqual({ a: '1', 'event-id': expect.any(String) });
    expect(second?.isTombstone).toBe(true);
    expect(trace.splice(0)).toEqual(['assigned', 'before']);
  });

  it("rejects with the handler's error, and retries when attempts allow it", async () => {
    await expect(consumerFor(UsersConsumer).deliver([{ eventName: 'flaky', id: 1 }])).rejects.toThrow('not yet');
    const run = await consumerFor(UsersConsumer, { attempts: 3 }).deliver([{ eventName: 'flaky', id: 1 }]);
    expect(run.errors.map(({ message }) => message)).toEqual(['not yet', 'not yet']);
    await expect(consumerFor(UsersConsumer).deliver([{ eventName: 'critical', id: 1 }])).rejects.toThrow('stop');
  });

  it('refuses a payload that does not fit the schema, as a producer would', async () => {
    const wrong = { eventName: 'created', id: 'one' } as never;
    await expect(consumerFor(UsersConsumer).deliver([wrong])).rejects.toMatchObject({ code: 'KFW_ENCODE_FAILED' });
  });

  it("rejects with a callback's error, before or after the batch", async () => {
    class Tidy extends UsersConsumer {
      @AfterBatch()
      after(): void {
        throw new Error('from after');
      }
    }
    class Unready extends UsersConsumer {
      @OnAssigned()
      override assigned(): void {
        throw new Error('from assigned');
      }
    }
    const event = { eventName: 'created', id: 1 };
    await expect(consumerFor(Tidy, { attempts: 3 }).deliver([event])).rejects.toThrow('from after');
    await expect(consumerFor(Unready).deliver([event])).rejects.toThrow('from assigned');
  });

  it('applies the defaults of the given routes', async () => {
    const sizes: number[] = [];
    const routes = drawRoutes(({ consumerGroup, defaults }) => {
      defaults({
        middleware: [
          async ({ batch }, next) => {
            sizes.push(batch.size);
            await next();
          },
        ],
      });
      consumerGroup('example', (group) => {
        group.defaults({ maxMessages: 2 });
        group.topic('people', { consumer: UsersConsumer });
      });
    });
    const events = [1, 2, 3].map((id) => ({ eventName: 'created', id }));
    await consumerFor(UsersConsumer, { routes }).deliver(events);
    expect(sizes).toEqual([2, 1]);
  });

  it('takes the options of the app route: topic, middleware, responder', async () => {
    const calls: string[] = [];
    const routes = drawRoutes(({ topic }) =>
      topic('people', {
        consumer: UsersConsumer,
        responder: AuditResponder,
        middleware: [
          async (call, next) => {
            calls.push(call.topic);
            await next();
          },
        ],
      }),
    );
    await consumerFor(UsersConsumer, { routes }).deliver([{ eventName: 'audited', id: 7 }]);
    expect(calls).toEqual(['people']);
    expect(sentMessages('audit')).toMatchObject([
      { key: '7', payload: { eventName: 'audited', id: 7 }, headers: { from: 'users' } },
    ]);
  });
});

describe('sentMessages', () => {
  it('is empty in the next test', () => {
    expect(sentMessages('audit')).toEqual([]);
  });

  it('lists what responders sent, without a broker, and call reports it', async () => {
    const report = await AuditResponder.call({ eventName: 'audited', id: 1 });
    expect(report).toEqual({
      audit: [
        [
          { eventName: 'audited', id: 1 },
          { topic: 'audit', partition: 0, offset: '0' },
        ],
      ],
    });
    expect(sentMessages<UserEvent>('audit')[0]?.payload.id).toBe(1);
    await expect(AuditResponder.call({ eventName: 'x', id: 'no' } as never)).rejects.toMatchObject({
      code: 'KFW_ENCODE_FAILED',
    });
    expect(sentMessages('audit')).toHaveLength(1);
  });

  it('lets a handler seek, pause, and mark by hand', async () => {
    const seen: number[] = [];
    @Payload(json<number>())
    class Restless extends Consumer {
      async process(message: Message<number>): Promise<void> {
        seen.push(message.payload);
        if (message.payload === 1) this.pause();
        if (message.payload === 2 && seen.length < 4) await this.seek('earliest');
        if (message.payload === 2) this.markAsConsumedThrough(message);
      }
    }
    const routes = drawRoutes(({ topic }) => topic('numbers', { consumer: Restless, manualOffsets: true }));
    const numbers = consumerFor(Restless, { routes });
    expect((await numbers.deliver([1, 2, 3])).consumed).toBe(2);
    expect(seen).toEqual([1, 2, 1, 2, 3]);
    expect((await numbers.deliver([4])).consumed).toBe(0);
    expect(seen.at(-1)).toBe(4);
  });
});
