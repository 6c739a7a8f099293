/** A lane whose handlers depend on something that is down. */
import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { ConsumerClass } from '../../../src/contracts/consumer-contract.js';
import type { Batch, Message } from '../../../src/contracts/message.js';
import { isOutage } from '../../../src/errors/is-outage.js';
import type { KfwEvents } from '../../../src/events/events.js';
import { raw } from '../../../src/payloads/schemas.js';
import type { OutgoingMessage } from '../../../src/producing/deliverer.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { drawRoutes } from '../../../src/routing/declare/draw.js';
import { compilePlan } from '../../../src/routing/plan/compile-plan.js';
import type { TopicPlan } from '../../../src/routing/plan/plan.js';
import { planFor } from '../../support/plan.js';
import { batchOf, codecs, hostFor, laneFor, next, recordAt } from '../../support/world.js';

const refused = () => Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' });
const outage = { errors: { outage: [isOutage] } };

/** Fails with the given errors, delivery by delivery, and then handles; `seen` holds its messages. */
function handlerOf(failures: readonly (Error | undefined)[]) {
  const seen: string[] = [];
  const left = [...failures];
  @Payload(raw())
  class Each extends Consumer {
    process({ offset, attempt, retrying }: Message<Buffer>): void {
      seen.push(`${offset} ${attempt}${retrying ? ' again' : ''}`);
      const error = left.shift();
      if (error !== undefined) throw error;
    }
  }
  return { Each, seen };
}

/** Runs until `count` messages are done; returns the events and messages sent meanwhile. */
async function run(consumer: ConsumerClass, options: object, batch = batchOf([0, 1])) {
  const sent: OutgoingMessage[] = [];
  const host = hostFor({ deliver: async (message) => void sent.push(message) });
  const names = ['consumer.failed', 'partition.waiting', 'partition.recovered', 'message.retryScheduled'] as const;
  const events: { name: string; event: KfwEvents[(typeof names)[number]] }[] = [];
  for (const name of names) host.monitor.subscribe(name, (event) => void events.push({ name, event }));
  const lane = laneFor(planFor(consumer, { ...outage, ...options }), host);
  const end = batch.records.length;
  lane.take(batch);
  while (lane.tracker.frontier !== end) await new Promise((resolve) => setTimeout(resolve, 1));
  await lane.hold();
  return { events, sent, lane, host };
}

describe('a lane in an outage', () => {
  it.each([
    { maxRetries: 0, deadLetter: 'dead' },
    { maxRetries: 0, onExhausted: 'skip' },
    { maxRetries: 0, onExhausted: 'stop' },
  ])('waits in place and counts nothing, with %j', async (options) => {
    const { Each, seen } = handlerOf([undefined, refused(), refused(), refused()]);
    const { events, sent, host } = await run(Each, options);
    expect(seen).toEqual(['0 1', '1 1', '1 1 again', '1 1 again', '1 1 again']);
    expect([sent, host.stopped]).toEqual([[], []]);
    const { since } = (events[0] as { event: KfwEvents['partition.waiting'] }).event;
    const place = { group: 'shop_app', topic: 'users', partition: 0, consumer: 'Each' };
    const waiting = {
      ...place,
      offset: 1,
      since,
      retryInMs: 0,
      error: expect.objectContaining({ code: 'ECONNREFUSED' }),
    };
    expect(events).toEqual([
      ...[1, 2, 3].map((failures) => ({ name: 'partition.waiting', event: { ...waiting, failures } })),
      { name: 'partition.recovered', event: { ...place, waitedMs: expect.any(Number), failures: 3 } },
    ]);
  });

  it('counts failures of the message separately: after an outage it has all of its retries', async () => {
    const fault = new Error('no such customer');
    const { Each, seen } = handlerOf([refused(), refused(), fault, refused(), fault, fault]);
    const { sent, events } = await run(Each, { maxRetries: 2, deadLetter: 'dead' });
    expect(seen).toEqual(['0 1', '0 1 again', '0 1 again', '0 2 again', '0 2 again', '0 3 again', '1 1']);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.headers).toMatchObject({ 'kfw-attempts': '3', 'kfw-error-message': 'no such customer' });
    expect(events.map(({ name }) => name.split('.')[1])).toEqual([
      ...['waiting', 'waiting', 'recovered', 'failed', 'waiting', 'recovered', 'failed', 'failed'],
    ]);
  });

  it('dead-letters a poison message meanwhile, with its code', async () => {
    const poison = Object.assign(new Error('no'), { code: 'E_POISON' });
    const { Each } = handlerOf([refused(), poison, refused()]);
    const { sent } = await run(Each, { maxRetries: 0, deadLetter: 'dead' });
    expect(sent.map(({ headers }) => headers['kfw-error-code'])).toEqual(['E_POISON']);
  });

  it("checks the route's own kinds first", async () => {
    const { Each } = handlerOf([refused()]);
    const { sent } = await run(Each, {
      deadLetter: 'dead',
      errors: { deadLetter: ['ECONNREFUSED'], outage: [isOutage] },
    });
    expect(sent).toHaveLength(1);
  });

  it('goes through retry topics, and waits in the last', async () => {
    const options = { retryTopics: ['10s'], deadLetter: 'dead' };
    const { Each } = handlerOf([refused()]);
    const { sent, events } = await run(Each, options);
    expect(sent.map(({ topic, headers }) => [topic, headers['kfw-attempts']])).toEqual([
      ['users.shop_app.retry-10s', '0'],
    ]);
    expect(events.map(({ name }) => name)).toEqual(['consumer.failed', 'message.retryScheduled']);

    const waiting = handlerOf([refused(), refused()]);
    const routes = drawRoutes(({ topic }) =>
      topic('users', { ...outage, ...options, pauseMs: 0, consumer: waiting.Each }),
    );
    const last = compilePlan({ routes, clientId: 'shop', codecs }).groups[0]?.topics[1] as TopicPlan;
    const host = hostFor({ deliver: async (message) => void sent.push(message) });
    const lane = laneFor(last, host);
    lane.take(batchOf([0, 1], { topic: last.topic }));
    await next(host.monitor, 'partition.recovered');
    expect(waiting.seen.slice(0, 3)).toEqual(['0 1', '0 1 again', '0 1 again']);
    expect(sent).toHaveLength(1);
  });

  it('blocks its own key only', async () => {
    const seen: string[] = [];
    let isDown = true;
    @Payload(raw())
    class Each extends Consumer {
      process({ key, offset }: Message<Buffer>): void {
        seen.push(`${key}${offset}`);
        if (key === 'a' && isDown) throw refused();
      }
    }
    const host = hostFor();
    const lane = laneFor(planFor(Each, { ...outage, orderedBy: 'key', pauseMs: 50, maxPauseMs: 50 }), host);
    const waiting = next(host.monitor, 'partition.waiting');
    const records = ['a', 'b', 'a', 'b'].map((key, offset) => ({ ...recordAt(offset), key: Buffer.from(key) }));
    lane.take(batchOf([], { records }));
    await waiting;
    while (!lane.tracker.isDone(3)) await next(host.monitor, 'consumer.consumed');
    expect(seen.filter((each) => each.startsWith('b'))).toEqual(['b1', 'b3']);
    expect(seen).not.toContain('a2');
    expect(lane.status.outage).toEqual({
      forMs: expect.any(Number),
      reason: expect.stringContaining('ECONNREFUSED'),
      error: 'ECONNREFUSED',
    });
    const recovered = next(host.monitor, 'partition.recovered');
    isDown = false;
    await recovered;
    expect(lane.status.outage).toBeUndefined();
    while (lane.tracker.frontier !== 4) await next(host.monitor, 'consumer.consumed');
    expect(seen.slice(-2)).toEqual(['a0', 'a2']);
  });

  it('backs off with growing pauses, and shows them in its status', async () => {
    const { Each } = handlerOf(Array.from({ length: 20 }, refused));
    const host = hostFor();
    const pauses: number[] = [];
    host.monitor.subscribe('partition.waiting', ({ retryInMs }) => void pauses.push(retryInMs));
    const lane = laneFor(planFor(Each, { ...outage, pauseMs: 4, maxPauseMs: 60_000 }), host);
    lane.take(batchOf([0]));
    while (pauses.length < 4) await next(host.monitor, 'partition.waiting');
    for (const [index, pause] of pauses.entries()) {
      expect(pause).toBeLessThanOrEqual(4 * 2 ** index);
      expect(pause).toBeGreaterThanOrEqual(Math.floor(4 * 2 ** index * 0.8));
    }
    expect(lane.status).toMatchObject({ state: 'backing off', outage: { reason: expect.stringContaining('ECONN') } });
    lane.abandon('the test is over');
  });

  it('of a batch is attributed to the first unmarked message, and ends when that is done', async () => {
    let calls = 0;
    @Payload(raw())
    class All extends Consumer {
      consume(batch: Batch<Buffer>): void {
        calls++;
        this.markAsConsumed(batch.messages[0] as Message<Buffer>);
        if (calls < 3) throw refused();
      }
    }
    const { events } = await run(All, { maxRetries: 0, deadLetter: 'dead' }, batchOf([0, 1, 2, 3]));
    expect(events.map(({ name, event }) => [name, (event as { offset?: number }).offset])).toEqual([
      ['partition.waiting', 1],
      ['partition.recovered', undefined],
      ['partition.waiting', 2],
      ['partition.recovered', undefined],
    ]);
  });

  it('in a transaction commits nothing before it is over', async () => {
    const { Each, seen } = handlerOf([undefined, refused(), refused()]);
    const commits: number[] = [];
    const host = hostFor({ sendAndCommit: async (_lane, _messages, offset) => void commits.push(offset) });
    const lane = laneFor(planFor(Each, { ...outage, transactional: true, maxRetries: 0, deadLetter: 'dead' }), host);
    lane.take(batchOf([0, 1]));
    await next(host.monitor, 'partition.recovered');
    while (lane.tracker.frontier !== 2) await next(host.monitor, 'consumer.consumed');
    expect(seen.slice(0, 2)).toEqual(['0 1', '1 1']);
    expect(commits.at(-1)).toBe(2);
    expect(host.stopped).toEqual([]);
  });
});

describe('an outage in defaults', () => {
  it('applies to a route with its own errors, unless those include outage', async () => {
    const { mergeTopicOptions } = await import('../../../src/routing/options/topic-options.js');
    const skip = ['E_OLD'];
    expect(mergeTopicOptions(outage, { errors: { skip } }).errors).toEqual({ skip, outage: [isOutage] });
    expect(mergeTopicOptions(outage, { errors: { outage: [] } }).errors).toEqual({ outage: [] });
    expect(mergeTopicOptions({ errors: { stop: ['E'] } }, { errors: { skip } }).errors).toEqual({ skip });
  });
});
