/** The key schedule by itself: ready messages, the messages of one call, and the state after it. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { Backlog } from '../../../src/consuming/buffer/backlog.js';
import type { ConsumedMessage } from '../../../src/consuming/handler/consumed-message.js';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import { KeySchedule } from '../../../src/consuming/schedule/key-schedule.js';
import type { Work } from '../../../src/consuming/schedule/schedule.js';
import { queueForward, type Strand } from '../../../src/consuming/schedule/strand.js';
import type { Batch, Message } from '../../../src/contracts/message.js';
import { raw } from '../../../src/payloads/schemas.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import type { OrderOf } from '../../../src/routing/options/ordering.js';
import { planFor } from '../../support/plan.js';
import { batchOf, recordAt } from '../../support/world.js';

@Payload(raw())
class One extends Consumer {
  process(): void {}
}
@Payload(raw())
class Many extends Consumer {
  consume(_batch: Batch<Buffer>): void {}
}

class Scheduled {
  readonly backlog: Backlog;
  readonly schedule: KeySchedule;

  constructor(
    keys: readonly (string | null)[],
    consumer: typeof One | typeof Many = One,
    options: object = {},
    orderOf?: OrderOf,
  ) {
    const plan = planFor(consumer, { orderedBy: 'key', ...options });
    this.backlog = new Backlog(plan);
    this.schedule = new KeySchedule(plan, this.backlog, orderOf ?? (plan.orderOf as OrderOf));
    const records = keys.map((key, offset) => ({ ...recordAt(offset), key: key === null ? null : Buffer.from(key) }));
    this.backlog.add(batchOf([], { records }));
  }

  /** Admits all waiting messages, enough or not. */
  admitAll(): this {
    for (let next = this.backlog.next(); next.length > 0; next = this.backlog.next()) this.schedule.admit(next);
    return this;
  }

  next(): Work {
    const work = this.schedule.next();
    if (work === undefined) throw new Error('nothing may begin');
    return work;
  }

  /** A call that ends; `done` of its messages, or all. */
  end(work: Work, done: readonly number[] = offsetsOf(work)): void {
    for (const offset of done) this.backlog.mark(offset);
    this.schedule.ended(work);
  }

  forward(work: Work, message: ConsumedMessage): Strand {
    const strand = work.strandOf(message);
    const to = { action: 'deadLetter', topic: 'dead' } as const;
    queueForward(strand, { message, to, cause: { error: undefined, reason: 'odd' }, failures: 0 });
    return strand;
  }

  begun(): number[][] {
    const calls: number[][] = [];
    for (let work = this.schedule.next(); work !== undefined; work = this.schedule.next()) calls.push(offsetsOf(work));
    return calls;
  }
}

const offsetsOf = ({ messages }: { messages: readonly Message[] }) => messages.map(({ offset }) => offset);
const messageOf = ({ messages }: Work, offset: number) =>
  messages.find((message) => message.offset === offset) as ConsumedMessage;

describe('waiting messages', () => {
  it('begin key by key in the order in which they became ready, and not twice', () => {
    const { schedule } = new Scheduled(['a', 'b', 'a', 'c', 'b']);
    expect([schedule.isReady, schedule.next()]).toEqual([false, undefined]);
    expect(new Scheduled(['a', 'b', 'a', 'c', 'b']).admitAll().begun()).toEqual([[0, 2], [1, 4], [3]]);
  });

  it('without a key begin concurrently with all others', () => {
    expect(new Scheduled([null, null, 'a', null]).admitAll().begun()).toEqual([[0], [1], [2], [3]]);
  });

  it('begin in as many calls as may run', () => {
    const world = new Scheduled(['a', 'b', 'c'], One, { maxConcurrentCalls: 2 }).admitAll();
    const first = world.next();
    world.next();
    expect([world.schedule.isReady, world.schedule.next()]).toEqual([false, undefined]);
    world.end(first);
    expect(world.begun()).toEqual([[2]]);
  });

  it('are due again if not done, after the keys that are ready', () => {
    const world = new Scheduled(['a', 'b', 'a']).admitAll();
    world.end(world.next(), [0]);
    expect(world.begun()).toEqual([[1], [2]]);
  });

  it('are at most maxMessages in a call', () => {
    const world = new Scheduled(['a', 'a', 'a', 'b'], One, { maxMessages: 2 }).admitAll();
    const first = world.next();
    expect(offsetsOf(first)).toEqual([0, 1]);
    world.end(first);
    expect(world.begun()).toEqual([[3], [2]]);
  });

  it('are admitted only when not enough are ready', () => {
    const one = new Scheduled(['a', 'a', 'b'], One, { maxMessages: 1 });
    expect(offsetsOf({ messages: one.schedule.upcoming() })).toEqual([0]);
    one.schedule.admit(one.schedule.upcoming());
    expect(one.schedule.upcoming()).toEqual([]);
    one.next();
    expect(offsetsOf({ messages: one.schedule.upcoming() })).toEqual([1]);
    const many = new Scheduled(['a', 'b', 'c', 'd'], Many, { maxMessages: 2 });
    many.schedule.admit(many.schedule.upcoming().slice(0, 1));
    expect(offsetsOf({ messages: many.schedule.upcoming() })).toEqual([1, 2]);
  });

  it('are skipped if marked meanwhile, and begin nothing if all were marked', () => {
    const world = new Scheduled(['a', 'b', 'a', 'a', 'c']).admitAll();
    for (const offset of [0, 1, 3]) world.backlog.mark(offset);
    expect(world.begun()).toEqual([[2], [4]]);
  });

  it('are skipped if done behind an unfinished one', () => {
    const world = new Scheduled(['a', 'a', 'a', 'a']).admitAll();
    world.end(world.next(), [1, 2]);
    const again = world.next();
    expect(offsetsOf(again)).toEqual([0, 3]);
    world.end(again);
    expect(world.schedule.isReady).toBe(false);
  });

  it('are dropped by clear, with forwards and back-offs', () => {
    const world = new Scheduled(['a', 'b', 'c', 'c']).admitAll();
    const [first, second] = [world.next(), world.next()];
    world.forward(first, messageOf(first, 0));
    second.strandOf(messageOf(second, 1)).backOff(1_000);
    world.end(first, []);
    world.end(second, []);
    expect([world.schedule.hasForwards, world.schedule.isReady]).toEqual([true, true]);
    world.schedule.clear();
    const { hasForwards, hasBlockedForwards, isReady } = world.schedule;
    expect({ hasForwards, hasBlockedForwards, isReady }).toEqual({
      hasForwards: false,
      hasBlockedForwards: false,
      isReady: false,
    });
    expect([world.schedule.readyToForward(), world.schedule.dueInMs(false)]).toEqual([
      undefined,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('cost as much as is taken, with any number waiting behind a hot key', () => {
    const count = 2_000;
    const world = new Scheduled(
      Array.from({ length: count }, () => 'hot'),
      One,
      { maxMessages: 1 },
    ).admitAll();
    const looks = jest.spyOn(world.backlog.tracker, 'isDone');
    for (let offset = 0; offset < count; offset++) {
      const work = world.next();
      expect(offsetsOf(work)).toEqual([offset]);
      world.end(work);
    }
    expect(world.schedule.isReady).toBe(false);
    expect(looks.mock.calls.length).toBeLessThan(10 * count);
  });
});

describe('a batch of many keys', () => {
  it('is a share of the ready messages, with those of a key together and in offset order', () => {
    const world = new Scheduled(['a', 'b', 'c', 'a', 'd', 'b'], Many, { maxConcurrentCalls: 3 }).admitAll();
    expect(world.begun()).toEqual([
      [0, 3],
      [1, 5],
      [2, 4],
    ]);
  });

  it('is as large as maxMessages when that is less than its share', () => {
    const world = new Scheduled(['a', 'b', 'a', 'a'], Many, { maxConcurrentCalls: 1, maxMessages: 2 }).admitAll();
    const first = world.next();
    expect(offsetsOf(first)).toEqual([0, 2]);
    world.end(first);
    expect(offsetsOf(world.next())).toEqual([1, 3]);
  });

  it('knows the strand of each message', () => {
    const work = new Scheduled(['a', 'b', 'a'], Many, { maxConcurrentCalls: 1 }).admitAll().next();
    const [first, second, third] = work.messages.map((message) => work.strandOf(message as ConsumedMessage));
    expect(first).toBe(third);
    expect(first).not.toBe(second);
  });

  it('is divided among the calls that may still begin', () => {
    const world = new Scheduled(['a', 'b', 'c', 'd', 'e', 'f'], Many, { maxConcurrentCalls: 2 }).admitAll();
    expect(world.begun()).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
  });
});

describe('a refused message', () => {
  const refusing: OrderOf = (message) => {
    if (message.rawKey?.toString() === 'odd') throw new Error('no order');
    return message.rawKey?.toString();
  };

  it.each([['process', One] as const, ['consume', Many] as const])(
    'has a call of its own with %s',
    (_style, consumer) => {
      const calls = new Scheduled(
        ['a', 'odd', 'b', 'odd', 'a'],
        consumer,
        { maxConcurrentCalls: 1 },
        refusing,
      ).admitAll();
      const begun: number[][] = [];
      while (calls.schedule.isReady) {
        const work = calls.next();
        begun.push(offsetsOf(work));
        if (offsetsOf(work).some((offset) => offset === 1 || offset === 3)) {
          expect(work.messages).toHaveLength(1);
          expect((work.messages[0] as ConsumedMessage).refusal?.message).toBe('no order');
        }
        calls.end(work);
      }
      expect(begun.flat().toSorted()).toEqual([0, 1, 2, 3, 4]);
    },
  );

  it('shares its call with no other key', () => {
    const world = new Scheduled(['odd', 'a', 'b'], Many, { maxConcurrentCalls: 1 }, refusing).admitAll();
    const first = world.next();
    expect(offsetsOf(first)).toEqual([0]);
    world.end(first);
    expect(world.begun()).toEqual([[1, 2]]);
  });

  it('shares its call with no earlier message of its key', () => {
    const odd: OrderOf = (message) => {
      if (message.offset === 1) throw new Error('no order');
      return message.rawKey?.toString('latin1');
    };
    const world = new Scheduled(['a', 'a', 'a'], One, { maxConcurrentCalls: 1 }, odd).admitAll();
    for (const expected of [[0], [1], [2]]) {
      const work = world.next();
      expect(offsetsOf(work)).toEqual(expected);
      world.end(work);
    }
  });
});

describe('a forward', () => {
  it('blocks its own key only, until it is acknowledged', () => {
    const world = new Scheduled(['a', 'a', 'b']).admitAll();
    const work = world.next();
    const strand = world.forward(work, messageOf(work, 0));
    expect(world.schedule.readyToForward()).toBeUndefined();
    world.end(work, []);
    expect([world.schedule.hasForwards, world.schedule.hasBlockedForwards, world.schedule.readyToForward()]).toEqual([
      true,
      false,
      strand,
    ]);
    expect(world.schedule.readyToForward()).toBeUndefined();
    expect(world.begun()).toEqual([[2]]);
    strand.forwards.shift();
    world.backlog.mark(0);
    world.schedule.forwarded(strand);
    expect(world.begun()).toEqual([[1]]);
    expect(world.schedule.hasForwards).toBe(false);
  });

  it('waits for the messages before it, and nothing overtakes it', () => {
    const world = new Scheduled(['a', 'a', 'a']).admitAll();
    const first = world.next();
    const strand = world.forward(first, messageOf(first, 1));
    world.end(first, []);
    expect([world.schedule.hasBlockedForwards, world.schedule.readyToForward()]).toEqual([true, undefined]);
    const before = world.next();
    expect(offsetsOf(before)).toEqual([0]);
    world.end(before);
    expect([world.schedule.hasBlockedForwards, world.schedule.readyToForward(), world.schedule.next()]).toEqual([
      false,
      strand,
      undefined,
    ]);
  });
});

describe('a key that backs off', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('begins nothing until the longest back-off is over; other keys continue', () => {
    const world = new Scheduled(['a', 'b']).admitAll();
    const work = world.next();
    const strand = work.strandOf(messageOf(work, 0));
    expect([strand.backOff(100), strand.backOff(40)]).toEqual([100, 40]);
    world.end(work, []);
    expect(world.begun()).toEqual([[1]]);
    expect(world.schedule.dueInMs()).toBe(100);
    jest.advanceTimersByTime(99);
    expect([world.schedule.isReady, world.schedule.dueInMs()]).toEqual([false, 1]);
    jest.advanceTimersByTime(1);
    expect(world.begun()).toEqual([[0]]);
  });

  it('sends no forward before that', () => {
    const world = new Scheduled(['a']).admitAll();
    const work = world.next();
    const strand = world.forward(work, messageOf(work, 0));
    world.end(work, []);
    expect(world.schedule.readyToForward()).toBe(strand);
    strand.backOff(100);
    world.schedule.forwarded(strand);
    expect([world.schedule.readyToForward(), world.schedule.hasForwards]).toEqual([undefined, true]);
    jest.advanceTimersByTime(100);
    expect(world.schedule.readyToForward()).toBe(strand);
  });

  it('is due by itself, unless nothing may begin', () => {
    const world = new Scheduled(['a', 'b']);
    expect([world.schedule.dueInMs(), world.schedule.dueInMs(false)]).toEqual([0, Number.POSITIVE_INFINITY]);
    world.admitAll();
    expect(world.schedule.dueInMs()).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('with any results of calls', () => {
  const steps = fc.array(fc.record({ begin: fc.boolean(), which: fc.nat(5), done: fc.nat(7) }), { maxLength: 60 });
  const keys = fc.array(fc.constantFrom('a', 'b', 'c', null), { minLength: 1, maxLength: 25 });
  const bounds = fc.record({
    maxConcurrentCalls: fc.integer({ min: 1, max: 3 }),
    maxMessages: fc.integer({ min: 1, max: 4 }),
  });

  it.each([['process', One] as const, ['consume', Many] as const])(
    'keys keep their order, one call at a time, and all messages are done in the end, with %s',
    (_style, consumer) => {
      fc.assert(
        fc.property(keys, bounds, steps, (given, options, plan) => {
          const world = new Scheduled(given, consumer, options);
          const running: Work[] = [];
          const { tracker } = world.backlog;
          const begin = () => {
            const upcoming = world.schedule.upcoming();
            if (upcoming.length > 0) world.schedule.admit(upcoming);
            const work = world.schedule.next();
            if (work === undefined) return;
            const offsets = offsetsOf(work);
            expect(offsets).toEqual(offsets.toSorted((one, other) => one - other));
            expect(offsets.length).toBeLessThanOrEqual(options.maxMessages);
            for (const offset of offsets) {
              expect([offset, tracker.isDone(offset)]).toEqual([offset, false]);
              const key = given[offset];
              if (key === null) continue;
              const before = [...given.keys()].filter((each) => each < offset && given[each] === key);
              expect(before.filter((each) => !tracker.isDone(each) && !offsets.includes(each))).toEqual([]);
              expect(running.flatMap(offsetsOf).filter((each) => given[each] === key)).toEqual([]);
            }
            running.push(work);
            expect(running.length).toBeLessThanOrEqual(options.maxConcurrentCalls);
          };
          for (const { begin: begins, which, done } of plan) {
            if (begins || running.length === 0) begin();
            else {
              const [work] = running.splice(which % running.length, 1);
              if (work !== undefined)
                world.end(
                  work,
                  offsetsOf(work).filter((_offset, place) => (done >> place) & 1),
                );
            }
          }
          for (let round = 0; tracker.frontier !== given.length && round < 500; round++) {
            begin();
            for (const work of running.splice(0)) world.end(work);
          }
          expect(tracker.frontier).toBe(given.length);
        }),
      );
    },
  );
});
