import { beforeEach, describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { Batch, Message } from '../../../src/contracts/message.js';
import { json } from '../../../src/payloads/schemas.js';
import { Responder } from '../../../src/responding/responder/responder.js';
import { respondFor } from '../../../src/responding/responder/run-responder.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { Topic } from '../../../src/routing/declare/responder-decorators.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, next, recordAt } from '../../support/world.js';
import { RecordingDeliverer } from '../recording-deliverer.js';

const version7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let recorder = new RecordingDeliverer();
beforeEach(() => {
  recorder = new RecordingDeliverer();
  recorder.use();
});

@Topic('sent', { schema: json(), multiple: true })
@Topic('plain', { schema: json(), required: false, eventId: false })
class EchoResponder extends Responder<{ sent: unknown; plain: unknown }> {
  respond(input: { headers?: Record<string, string>; plain?: boolean } = {}): void {
    this.respondTo('sent', 1, input.headers === undefined ? {} : { headers: input.headers });
    if (input.plain) this.respondTo('plain', 1);
  }
}

const headers = () => recorder.messages.map((message) => message.headers);

describe('an event id', () => {
  it('is stamped on each message, and increases', async () => {
    for (let calls = 0; calls < 5_000; calls++) await EchoResponder.call({});
    const ids = headers().map((each) => String(each['event-id']));
    expect(ids.filter((id) => !version7.test(id))).toEqual([]);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(5_000);
  });

  it('tells when it was made', async () => {
    const before = Date.now();
    await EchoResponder.call({});
    const ms = Number.parseInt(String(headers()[0]?.['event-id']).replace('-', '').slice(0, 12), 16);
    expect(ms).toBeGreaterThanOrEqual(before);
    expect(ms).toBeLessThan(before + 60_000);
  });

  it('is that of the headers when they have one, and left out where its topic says so', async () => {
    await EchoResponder.call({ headers: { 'event-id': 'mine' }, plain: true });
    expect(headers()).toEqual([{ 'event-id': 'mine' }, {}]);
  });
});

/** Runs a consumer over records with these headers, and resolves when it has handled them. */
async function consume(consumer: unknown, ...of: Record<string, string>[]): Promise<void> {
  const runtime = recorder.use();
  const host = hostFor({ respond: (plan, input, options) => respondFor(runtime, plan, input, options) });
  const lane = laneFor(planFor(consumer, { responder: EchoResponder }), host);
  const handled = next(host.monitor, 'consumer.consumed');
  const records = of.map((each, offset) => ({
    ...recordAt(offset, Buffer.from('1')),
    headers: Object.fromEntries(Object.entries(each).map(([name, value]) => [name, Buffer.from(value)])),
  }));
  lane.take({ ...batchOf([]), records });
  await handled;
}

const sentText = () =>
  headers().map(({ 'event-id': _id, ...rest }) =>
    Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
  );

@Payload(json())
class Forwarder extends Consumer {
  async process(): Promise<void> {
    await this.respondWith({});
  }
}

describe('headers of a consumed message', () => {
  it('are copied to the messages sent while it is handled', async () => {
    await consume(
      Forwarder,
      { traceparent: 'a', tracestate: 'b', baggage: 'c', 'correlation-id': 'd', other: 'e' },
      { traceparent: 'f' },
    );
    expect(sentText()).toEqual([
      { traceparent: 'a', tracestate: 'b', baggage: 'c', 'correlation-id': 'd' },
      { traceparent: 'f' },
    ]);
  });

  it('give way to those that are given', async () => {
    @Payload(json())
    class Giver extends Consumer {
      async process(): Promise<void> {
        await EchoResponder.call({ headers: { traceparent: 'mine' } });
      }
    }
    await consume(Giver, { traceparent: 'a', baggage: 'c' });
    expect(sentText()).toEqual([{ traceparent: 'mine', baggage: 'c' }]);
  });

  it('come from the message at the start of a call, though the handler has moved to the next', async () => {
    const gate = Promise.withResolvers<void>();
    const calls: Promise<unknown>[] = [];
    @Topic('sent', { schema: json() })
    class SlowResponder extends Responder<{ sent: unknown }> {
      async respond(_input: unknown): Promise<void> {
        await gate.promise;
        this.respondTo('sent', 1);
      }
    }
    @Payload(json())
    class Hasty extends Consumer {
      process(): void {
        calls.push(SlowResponder.call({}));
      }
    }
    await consume(Hasty, { traceparent: 'a' }, { traceparent: 'b' });
    gate.resolve();
    await Promise.all(calls);
    expect(sentText()).toEqual([{ traceparent: 'a' }, { traceparent: 'b' }]);
  });

  it('make the event id of a message without a correlation id one', async () => {
    await consume(Forwarder, { 'event-id': 'first' });
    expect(sentText()).toEqual([{ 'correlation-id': 'first' }]);
  });

  it('are copied from a batch only when a call names the message', async () => {
    @Payload(json())
    class Batches extends Consumer {
      async consume(batch: Batch): Promise<void> {
        await this.respondWith({});
        for (const from of batch) await this.respondWith({}, { from });
        for (const from of batch) await EchoResponder.call({}, { from });
      }
    }
    await consume(Batches, { traceparent: 'a' }, { traceparent: 'b' });
    const each = [{ traceparent: 'a' }, { traceparent: 'b' }];
    expect(sentText()).toEqual([{}, ...each, ...each]);
  });

  it('stay behind when a call is told so, and when the message is done', async () => {
    const done = Promise.withResolvers<void>();
    const late: Promise<unknown>[] = [];
    @Payload(json())
    class Finished extends Consumer {
      async process(_message: Message): Promise<void> {
        late.push(done.promise.then(() => EchoResponder.call({})));
        await EchoResponder.call({}, { from: null });
      }
    }
    await consume(Finished, { traceparent: 'a' });
    done.resolve();
    await Promise.all(late);
    expect(sentText()).toEqual([{}, {}]);
  });

  it('are those that the app names', async () => {
    recorder.use({ propagatedHeaders: ['tenant'] });
    @Payload(json())
    class Tenant extends Consumer {
      async process(): Promise<void> {
        recorder.use({ propagatedHeaders: ['tenant'] });
        await EchoResponder.call({});
      }
    }
    await consume(Tenant, { tenant: 'x', traceparent: 'a', 'event-id': 'first' });
    expect(sentText()).toEqual([{ tenant: 'x' }]);
  });
});
