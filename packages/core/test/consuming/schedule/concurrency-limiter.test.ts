/** The bound on concurrent handler calls: by itself, and with lanes that wait for it. */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import { ConcurrencyLimiter, type SlotWaiter } from '../../../src/consuming/schedule/concurrency-limiter.js';
import { raw } from '../../../src/payloads/schemas.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, recordAt } from '../../support/world.js';

class Waiter implements SlotWaiter {
  woken = 0;

  wake(): void {
    this.woken++;
  }
}

describe('slots', () => {
  it('are granted in the order of requests', () => {
    const slots = new ConcurrencyLimiter(1);
    const [holder, first, second] = [new Waiter(), new Waiter(), new Waiter()];
    expect([slots.take(holder), slots.take(first), slots.take(second)]).toEqual([true, false, false]);
    slots.release();
    expect([first.woken, second.woken]).toEqual([1, 0]);
    expect([slots.take(second), slots.take(first), slots.take(second)]).toEqual([false, true, false]);
    slots.release();
    expect([second.woken, slots.take(second)]).toEqual([1, true]);
  });

  it('do not wait for a waiter that has left', () => {
    const slots = new ConcurrencyLimiter(1);
    const [holder, first, second] = [new Waiter(), new Waiter(), new Waiter()];
    slots.take(holder);
    slots.take(first);
    slots.take(second);
    slots.release();
    slots.leave(first);
    expect([second.woken, slots.take(second)]).toEqual([1, true]);
  });

  it('without a bound are always free, and wake no waiter', () => {
    const slots = new ConcurrencyLimiter();
    const waiter = new Waiter();
    expect(Array.from({ length: 1_000 }, () => slots.take(waiter)).every((taken) => taken)).toBe(true);
    slots.release();
    expect(waiter.woken).toBe(0);
  });

  const steps = fc.array(fc.record({ who: fc.nat(3), do: fc.constantFrom('take', 'leave', 'release') }), {
    minLength: 1,
    maxLength: 80,
  });

  it('are never more than the bound, and never idle while a waiter has not been woken', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), steps, (count, plan) => {
        const slots = new ConcurrencyLimiter(count);
        const held: number[] = [];
        const asking = new Set<number>();
        const called = new Set<number>();
        const waiters = [0, 1, 2, 3].map((who) => ({ wake: () => void called.add(who) }));
        for (const { who, do: what } of plan) {
          const waiter = waiters[who] as SlotWaiter;
          if (what === 'take') {
            called.delete(who);
            if (slots.take(waiter)) {
              held.push(who);
              asking.delete(who);
            } else asking.add(who);
          } else if (what === 'leave') {
            asking.delete(who);
            called.delete(who);
            slots.leave(waiter);
          } else if (held.pop() !== undefined) slots.release();
          expect(held.length).toBeLessThanOrEqual(count);
          const [first] = asking;
          if (held.length < count && first !== undefined) expect(called.has(first)).toBe(true);
        }
        for (const _slot of held.splice(0)) slots.release();
        for (const who of [...asking]) expect(slots.take(waiters[who] as SlotWaiter) || asking.size > 0).toBe(true);
      }),
    );
  });
});

describe('lanes that share slots', () => {
  const keyed = (keys: readonly string[]) =>
    batchOf([], { records: keys.map((key, offset) => ({ ...recordAt(offset), key: Buffer.from(key) })) });

  @Payload(raw())
  class Idle extends Consumer {
    async process(): Promise<void> {}
  }

  it.each(Array.from({ length: 40 }, (_, ticks) => ticks))(
    'all finish, even if a slot is released %i ticks after another lane began to wait',
    async (ticks) => {
      const host = hostFor({ limiter: new ConcurrencyLimiter(1) });
      const lanes = [0, 1].map(() => laneFor(planFor(Idle, { orderedBy: 'key' }), host));
      for (const lane of lanes) {
        lane.take(keyed(['a']));
        for (let tick = 0; tick < ticks; tick++) await undefined;
      }
      const isDone = () => lanes.every((lane) => lane.tracker.frontier === 1);
      for (let turns = 0; !isDone() && turns < 100; turns++) await turn();
      expect(lanes.map((lane) => lane.tracker.frontier)).toEqual([1, 1]);
    },
  );

  it('do not wake each other without end when none can begin a call', async () => {
    const gate = Promise.withResolvers<void>();
    @Payload(raw())
    class Gated extends Consumer {
      process(): Promise<void> {
        return gate.promise;
      }
    }
    const slots = new ConcurrencyLimiter(2);
    const host = hostFor({ limiter: slots });
    const lanes = [0, 1, 2, 3].map(() => laneFor(planFor(Gated, { maxMessages: 1 }), host));
    for (const lane of lanes) lane.take(keyed(['a', 'b']));
    await turn();
    for (const lane of lanes) lane.take(keyed(['a', 'b', 'c']));
    gate.resolve();
    for (let turns = 0; lanes.some((lane) => lane.tracker.frontier !== 3) && turns < 200; turns++) await turn();
    expect(lanes.map((lane) => lane.tracker.frontier)).toEqual([3, 3, 3, 3]);
  });

  it.each(['partition', 'key'] as const)(
    'request none while they cannot begin a call, ordered by %s',
    async (orderedBy) => {
      // A lane yields by the clock of `performance`: one that polled would never end.
      jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick', 'performance'] });
      const slots = new ConcurrencyLimiter(2);
      const gate = Promise.withResolvers<void>();
      @Payload(raw())
      class Gated extends Consumer {
        process(): Promise<void> {
          return gate.promise;
        }
      }
      const asked = jest.spyOn(slots, 'take');
      const lane = laneFor(planFor(Gated, { orderedBy, maxMessages: 1, delayMs: 1_000 }), hostFor({ limiter: slots }));
      try {
        const timestamp = Date.now();
        const { records } = keyed(['a', 'a']);
        lane.take(batchOf([], { records: records.map((record) => ({ ...record, timestamp })) }));
        for (let turns = 0; turns < 20; turns++) await turn();
        expect(asked.mock.calls.length).toBe(0);
        jest.advanceTimersByTime(1_000);
        for (let turns = 0; turns < 20; turns++) await turn();
        lane.take(batchOf([], { records: [{ ...recordAt(2), key: Buffer.from('a') }] }));
        for (let turns = 0; turns < 20; turns++) await turn();
        expect(asked.mock.calls.length).toBe(1);
        gate.resolve();
        for (let turns = 0; lane.tracker.frontier !== 3 && turns < 100; turns++) await turn();
        expect([lane.tracker.frontier, asked.mock.calls.length]).toEqual([3, 3]);
      } finally {
        lane.abandon('the test is over');
        jest.useRealTimers();
      }
    },
  );

  it.each(['partition', 'key'] as const)('wait for one without a timer, ordered by %s', async (orderedBy) => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
    try {
      const slots = new ConcurrencyLimiter(1);
      const holder = new Waiter();
      slots.take(holder);
      const lane = laneFor(planFor(Idle, { orderedBy, maxMessages: 1 }), hostFor({ limiter: slots }));
      lane.take(keyed(['a', 'b', 'c', 'd']));
      await turn();
      expect(jest.getTimerCount()).toBe(0);
      slots.release();
      for (let turns = 0; lane.tracker.frontier !== 4 && turns < 100; turns++) await turn();
      expect(lane.tracker.frontier).toBe(4);
      expect(slots.take(holder)).toBe(true);
    } finally {
      jest.useRealTimers();
    }
  });
});
