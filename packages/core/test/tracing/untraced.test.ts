/**
 * Without a tracer. The monitor is asked once per call, batch or commit, however many messages there are; what is passed on is what was
 * given; and the calls allocate nothing, as the size of the heap shows, in which a single object per call would be seen.
 */
import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../src/consuming/handler/consumer.js';
import { LaneEvents } from '../../src/consuming/lane/lane-events.js';
import { Monitor } from '../../src/events/monitor.js';
import { raw } from '../../src/payloads/schemas.js';
import type { Deliverer, OutgoingMessage } from '../../src/producing/deliverer.js';
import { tracedDeliverer } from '../../src/producing/traced-deliverer.js';
import { Payload } from '../../src/routing/declare/consumer-decorators.js';
import { planFor } from '../support/plan.js';
import { batchOf, hostFor, laneFor, next } from '../support/world.js';

@Payload(raw())
class Each extends Consumer {
  process(): void {}
}
@Payload(raw())
class Batches extends Consumer {
  consume(): void {}
}

/** A monitor that counts how often it is asked for its tracer. */
class AskedMonitor extends Monitor {
  asked = 0;

  constructor() {
    super();
    Object.defineProperty(this, 'tracer', {
      get: () => {
        this.asked++;
        return undefined;
      },
    });
  }
}

const message: OutgoingMessage = { topic: 'orders', key: null, value: Buffer.from('x'), headers: {} };
const calls = 20_000;
/** Less than the smallest object takes, and more than what the measurement itself costs. */
const mostBytesPerCall = 8;

/** Bytes that one call allocates. */
function allocatedBy(call: () => unknown): number {
  for (let warmUp = 0; warmUp < calls; warmUp++) call();
  const perRound = Array.from({ length: 5 }, () => {
    const before = process.memoryUsage().heapUsed;
    for (let at = 0; at < calls; at++) call();
    return (process.memoryUsage().heapUsed - before) / calls;
  });
  // A collection within a round makes the heap smaller: the middle of the rounds that have had none.
  const grown = perRound.filter((bytes) => bytes >= 0).sort((one, other) => one - other);
  return grown[Math.floor(grown.length / 2)] ?? 0;
}

describe('without a tracer', () => {
  it.each([
    ['process', Each],
    ['consume', Batches],
  ])('a call of %s asks the monitor once, however many messages it has', async (_style, consumer) => {
    const monitor = new AskedMonitor();
    const host = hostFor({ monitor });
    const lane = laneFor(planFor(consumer, { maxMessages: 500 }), host);
    const consumed = next(monitor, 'consumer.consumed');
    lane.take(batchOf(Array.from({ length: 500 }, (_none, offset) => offset)));
    expect((await consumed).messages).toBe(500);
    expect(monitor.asked).toBe(1);
  });

  it('a call that sends passes on what it was given', async () => {
    const given: unknown[] = [];
    const take = (messages: unknown) => {
      given.push(messages);
      return Promise.resolve([] as never);
    };
    const inner = {
      deliver: take,
      deliverOne: take,
      deliverAsync: take,
      deliverAtomically: (_id: string, all: unknown) => take(all),
    };
    const monitor = new AskedMonitor();
    const traced = tracedDeliverer(inner as never, monitor);
    const messages = [message, message];
    await Promise.all([
      traced.deliver(messages),
      traced.deliverOne(message),
      traced.deliverAsync(messages),
      traced.deliverAtomically('id', messages),
    ]);
    expect(given.map((each) => each === messages || each === message)).toEqual([true, true, true, true]);
    expect(monitor.asked).toBe(4);
  });

  it('neither a handler call nor one that sends allocates anything for tracing', () => {
    const monitor = new Monitor();
    const inner: Pick<Deliverer, 'deliverAsync'> = { deliverAsync: () => undefined };
    const traced = tracedDeliverer(inner as Deliverer, monitor);
    const messages = [message];
    const events = new LaneEvents(monitor, planFor(Each), 0);
    const handled: never[] = [];
    expect(allocatedBy(() => traced.deliverAsync(messages))).toBeLessThan(mostBytesPerCall);
    expect(allocatedBy(() => events.tracing(handled))).toBeLessThan(mostBytesPerCall);
    // What it would measure.
    const kept: object[] = new Array(calls).fill(undefined);
    let at = 0;
    expect(allocatedBy(() => (kept[at++ % calls] = { at }))).toBeGreaterThan(mostBytesPerCall);
  });
});
