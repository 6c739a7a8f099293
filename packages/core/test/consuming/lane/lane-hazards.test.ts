/** Regressions: situations in which a lane once failed. */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { Lane } from '../../../src/consuming/lane/lane.js';
import type { LaneHost } from '../../../src/consuming/lane/lane-host.js';
import { ConcurrencyLimiter } from '../../../src/consuming/schedule/concurrency-limiter.js';
import type { Batch, Message } from '../../../src/contracts/message.js';
import { CriticalError } from '../../../src/errors/kfw-error.js';
import { raw } from '../../../src/payloads/schemas.js';
import type { OutgoingMessage } from '../../../src/producing/deliverer.js';
import { AfterBatch, Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, recordAt } from '../../support/world.js';

const keyed = (keys: readonly string[], from = 0) =>
  batchOf([], { records: keys.map((key, index) => ({ ...recordAt(from + index), key: Buffer.from(key) })) });

async function until(holds: () => boolean): Promise<void> {
  for (let turns = 0; !holds() && turns < 2_000; turns++) await turn();
  expect(holds()).toBe(true);
}

const frontierOf = (lane: Lane) => lane.tracker.frontier;

/** A host for dead letters, with the result of each send. */
function deadLetters(response: (sent: number) => Promise<void> = async () => {}) {
  const sent: string[] = [];
  const deliver = async ({ value }: OutgoingMessage) => {
    sent.push(String(value));
    await response(sent.length);
  };
  return { sent, deliver };
}

/** Fails each time at these offsets. */
function failingAt(...offsets: number[]) {
  const seen: string[] = [];
  @Payload(raw())
  class Failing extends Consumer {
    process({ offset, attempt }: Message<Buffer>): void {
      seen.push(`${offset}.${attempt}`);
      if (offsets.includes(offset)) throw new Error(`no ${offset}`);
    }
  }
  return { Failing, seen };
}

const deadAtOnce = { deadLetter: 'dead', maxRetries: 0 };

describe('a forward', () => {
  it.each(['partition', 'key'] as const)(
    'that fails while its lane is held is sent again, ordered by %s',
    async (orderedBy) => {
      const response = Promise.withResolvers<void>();
      const { sent, deliver } = deadLetters((count) => (count === 1 ? response.promise : Promise.resolve()));
      const { Failing } = failingAt(0);
      const options = { ...deadAtOnce, orderedBy, maxPauseMs: 0 };
      const lane = laneFor(planFor(Failing, options), hostFor({ deliver }));
      lane.take(keyed(['a', 'a']));
      await until(() => sent.length === 1);
      await lane.hold();
      response.reject(new Error('the broker is down'));
      await turn();
      lane.release();
      await until(() => frontierOf(lane) === 2);
      expect(sent).toEqual(['0', '0']);
    },
  );

  it.each(['partition', 'key'] as const)(
    'that is acknowledged after the loss of the partition has no effect, ordered by %s',
    async (orderedBy) => {
      const response = Promise.withResolvers<void>();
      const { sent, deliver } = deadLetters(() => response.promise);
      const { Failing, seen } = failingAt(0);
      const progressed = jest.fn();
      const host = hostFor({ deliver, progressed });
      const lane = laneFor(planFor(Failing, { ...deadAtOnce, orderedBy }), host);
      lane.take(keyed(['a', 'a']));
      await until(() => sent.length === 1);
      lane.abandon('the partition was lost');
      const reported = new Promise((resolve) => host.monitor.subscribe('message.deadLettered', resolve));
      response.resolve();
      await reported;
      for (let turns = 0; turns < 20; turns++) await turn();
      expect([frontierOf(lane), lane.committable, lane.tracker.isDone(0)]).toEqual([0, 0, false]);
      expect([progressed.mock.calls, seen]).toEqual([[], ['0.1']]);
    },
  );

  it('is sent once, even if its lane is held and released while it is in flight', async () => {
    const response = Promise.withResolvers<void>();
    const { sent, deliver } = deadLetters(() => response.promise);
    const { Failing, seen } = failingAt(0);
    const lane = laneFor(planFor(Failing, { ...deadAtOnce, orderedBy: 'key' }), hostFor({ deliver }));
    lane.take(keyed(['a', 'a', 'b']));
    await until(() => sent.length === 1);
    await lane.hold();
    lane.release();
    await until(() => seen.includes('2.1'));
    await lane.hold();
    lane.release();
    expect([frontierOf(lane), sent]).toEqual([0, ['0']]);
    response.resolve();
    await until(() => frontierOf(lane) === 3);
    expect([sent, seen]).toEqual([['0'], ['0.1', '2.1', '1.1']]);
  });

  it.each(['partition', 'key'] as const)('waits for the messages before it, ordered by %s', async (orderedBy) => {
    const story: string[] = [];
    const deliver = async ({ value }: OutgoingMessage) => void story.push(`sends ${value}`);
    @Payload(raw())
    class Sorting extends Consumer {
      consume({ messages }: Batch<Buffer>): void {
        story.push(messages.map(({ offset }) => offset).join(' '));
        const [first] = messages;
        if (story.length > 1) return;
        for (const message of messages) if (message.offset === 2) message.deadLetter('odd');
        first?.retryAfter(0);
      }
    }
    const options = { deadLetter: 'dead', orderedBy, maxConcurrentCalls: orderedBy === 'key' ? 1 : undefined };
    const lane = laneFor(planFor(Sorting, options), hostFor({ deliver }));
    lane.take(keyed(['a', 'a', 'a', 'a']));
    await until(() => frontierOf(lane) === 4);
    expect(story).toEqual(['0 1 2 3', '0', 'sends 2']);
  });
});

describe('a transactional lane', () => {
  function transactional(consumer: unknown, options: object) {
    const commits: string[] = [];
    const sendAndCommit: LaneHost['sendAndCommit'] = async (_lane, messages, offset) => {
      commits.push(`${messages.map(({ topic, value }) => `${topic} ${value} `).join('')}-> ${offset}`);
    };
    return {
      commits,
      lane: laneFor(planFor(consumer, { transactional: true, ...options }), hostFor({ sendAndCommit })),
    };
  }

  it('commits messages before a dead letter first, and nothing after it', async () => {
    const { Failing } = failingAt(4);
    const { commits, lane } = transactional(Failing, deadAtOnce);
    lane.take(batchOf([3, 4, 5]));
    await until(() => frontierOf(lane) === 6);
    expect(commits).toEqual(['-> 4', 'dead 4 -> 5', '-> 6']);
  });

  it('sends dead letters in the order of their source, even if a later one failed first', async () => {
    const seen: number[] = [];
    @Payload(raw())
    class Fickle extends Consumer {
      process({ offset }: Message<Buffer>): void {
        seen.push(offset);
        if (offset === 4 || (offset === 3 && seen.length > 1)) throw new Error(`no ${offset}`);
      }
    }
    const { commits, lane } = transactional(Fickle, deadAtOnce);
    lane.take(batchOf([3, 4, 5]));
    await until(() => frontierOf(lane) === 6);
    expect([commits, seen]).toEqual([
      ['dead 3 -> 4', 'dead 4 -> 5', '-> 6'],
      [3, 4, 3, 5],
    ]);
  });

  it('applies a seek when the messages before a dead letter are done and it is sent', async () => {
    @Payload(raw())
    class Seeking extends Consumer {
      async process({ offset, attempt }: Message<Buffer>): Promise<void> {
        if (offset !== 4 || attempt > 1) return;
        await this.seek(50);
        throw new Error('no 4');
      }
    }
    const { commits, lane } = transactional(Seeking, deadAtOnce);
    lane.take(batchOf([3, 4, 5]));
    await until(() => frontierOf(lane) === 50);
    expect(commits).toEqual(['-> 4', 'dead 4 -> 5']);
  });

  it('commits messages before a postponed one, for any length of the wait', async () => {
    @Payload(raw())
    class Patient extends Consumer {
      process(message: Message<Buffer>): void {
        if (message.offset === 4 && message.attempt < 5) message.retryAfter(0);
      }
    }
    const { commits, lane } = transactional(Patient, {});
    lane.take(batchOf([3, 4, 5]));
    await until(() => frontierOf(lane) === 6);
    expect(commits).toEqual(['-> 4', '-> 5', '-> 6']);
  });
});

describe('a done message', () => {
  it('does not become a dead letter because of a later failure', async () => {
    const { sent, deliver } = deadLetters();
    @Payload(raw())
    class Closing extends Consumer {
      process(): void {}

      @AfterBatch()
      close(): void {
        throw new Error('the files cannot be closed');
      }
    }
    const host = hostFor({ deliver });
    const outcomes: string[] = [];
    host.monitor.subscribe('consumer.failed', ({ outcome }) => void outcomes.push(outcome));
    const lane = laneFor(planFor(Closing, { ...deadAtOnce, maxPauseMs: 0 }), host);
    lane.take(batchOf([0, 1]));
    await until(() => outcomes.length === 1);
    expect([frontierOf(lane), outcomes, sent]).toEqual([2, ['retry'], []]);
  });

  it('does not become a dead letter because its handler failed after marking it', async () => {
    const { sent, deliver } = deadLetters();
    @Payload(raw())
    class Marking extends Consumer {
      process(message: Message<Buffer>): void {
        this.markAsConsumed(message);
        throw new Error('too late');
      }
    }
    const lane = laneFor(planFor(Marking, { ...deadAtOnce, orderedBy: 'key', maxPauseMs: 0 }), hostFor({ deliver }));
    lane.take(keyed(['a', 'a']));
    await until(() => frontierOf(lane) === 2);
    await lane.hold();
    expect(sent).toEqual([]);
  });
});

describe('a message whose orderedBy throws', () => {
  it.each(['process', 'consume'] as const)('blocks no other message, with %s', async (style) => {
    const seen: string[] = [];
    const note = ({ offset, attempt }: Message<Buffer>) => void seen.push(`${offset}.${attempt}`);
    @Payload(raw())
    class Each extends Consumer {
      process(message: Message<Buffer>): void {
        note(message);
      }
    }
    @Payload(raw())
    class InBatches extends Consumer {
      consume({ messages }: Batch<Buffer>): void {
        for (const message of messages) note(message);
      }
    }
    const orderedBy = ({ offset, rawKey }: Message<Buffer>): string => {
      if (offset === 1) throw new TypeError('it has no customer');
      return String(rawKey);
    };
    const options = { orderedBy, maxPauseMs: 0, maxConcurrentCalls: 1 };
    const lane = laneFor(planFor(style === 'process' ? Each : InBatches, options), hostFor());
    lane.take(keyed(['a', 'a', 'a', 'b']));
    await until(() => seen.length === 2);
    expect(seen).toEqual(['0.1', '3.1']);
    expect(frontierOf(lane)).toBe(1);
    await lane.hold();
  });
});

describe('a lane', () => {
  /** The call of offset 0 ends when the test resolves it. */
  function waitingAt0(options: object, host = hostFor()) {
    const gate = Promise.withResolvers<void>();
    const seen: number[] = [];
    @Payload(raw())
    class Long extends Consumer {
      async process(message: Message<Buffer>): Promise<void> {
        seen.push(message.offset);
        if (message.offset === 0) {
          if (this.marksEarly) this.markAsConsumed(message);
          await gate.promise;
        }
      }

      protected get marksEarly(): boolean {
        return Object.hasOwn(options, 'orderedBy') === false;
      }
    }
    return { gate, seen, lane: laneFor(planFor(Long, options), host), host };
  }

  it('continues with other keys when it is released, even if an earlier call still runs', async () => {
    const { gate, seen, lane } = waitingAt0({ orderedBy: 'key' });
    lane.take(keyed(['a']));
    await until(() => seen.length === 1);
    const held = lane.hold();
    lane.take(keyed(['a', 'b'], 1));
    for (let turns = 0; turns < 20; turns++) await turn();
    expect(seen).toEqual([0]);
    lane.release();
    await until(() => seen.length === 2);
    expect(seen).toEqual([0, 2]);
    gate.resolve();
    await held;
    await until(() => frontierOf(lane) === 3);
  });

  it('begins nothing when released after an error that stops the process', async () => {
    const seen: number[] = [];
    @Payload(raw())
    class Critical extends Consumer {
      process({ offset }: Message<Buffer>): void {
        seen.push(offset);
        throw new CriticalError('no licence');
      }
    }
    const host = hostFor();
    const lane = laneFor(planFor(Critical), host);
    lane.take(batchOf([0]));
    await until(() => host.stopped.length === 1);
    lane.release();
    for (let turns = 0; turns < 20; turns++) await turn();
    expect([seen, host.stopped.length]).toEqual([[0], 1]);
  });

  it('does not poll while a seek waits for a call', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
    try {
      const gate = Promise.withResolvers<void>();
      @Payload(raw())
      class Seeking extends Consumer {
        async process({ offset }: Message<Buffer>): Promise<void> {
          if (offset === 1) await this.seek(50);
          else if (offset === 0) await gate.promise;
        }
      }
      const host = hostFor();
      const lane = laneFor(planFor(Seeking, { orderedBy: 'key', maxMessages: 2 }), host);
      lane.take(keyed(['a', 'b', 'c', 'd']));
      for (let turns = 0; turns < 20; turns++) await turn();
      expect([jest.getTimerCount(), host.fetching]).toEqual([0, []]);
      gate.resolve();
      await until(() => host.fetching.length > 0);
      expect(host.fetching).toEqual(['from 50']);
    } finally {
      jest.useRealTimers();
    }
  });

  it('does not poll when its next messages have expired', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
    try {
      const { gate, seen, lane } = waitingAt0({ orderedBy: 'key', maxAgeMs: 1_000 });
      const young = Date.now();
      const { records } = keyed(['a', 'b', 'c']);
      lane.take(
        batchOf([], {
          records: records.map((record) => (record.offset > 0 ? record : { ...record, timestamp: young })),
        }),
      );
      for (let turns = 0; turns < 20; turns++) await turn();
      expect([seen, jest.getTimerCount()]).toEqual([[0], 0]);
      gate.resolve();
      await until(() => frontierOf(lane) === 3);
    } finally {
      jest.useRealTimers();
    }
  });

  it('handles no message that expired while it waited for its key', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
    try {
      const { gate, seen, lane, host } = waitingAt0({ orderedBy: 'key', maxAgeMs: 1_000, maxMessages: 1 });
      const expired: number[] = [];
      host.monitor.subscribe(
        'messages.expired',
        ({ firstOffset, messages }) => void expired.push(firstOffset, messages),
      );
      const records = keyed(['a', 'a', 'a']).records.map((record) => ({ ...record, timestamp: Date.now() }));
      lane.take(batchOf([], { records }));
      for (let turns = 0; turns < 20; turns++) await turn();
      jest.setSystemTime(Date.now() + 2_000);
      gate.resolve();
      await until(() => frontierOf(lane) === 3);
      expect([seen, expired]).toEqual([[0], [1, 1, 2, 1]]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('waits for the longest of several pauses', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
    try {
      const seen: string[] = [];
      @Payload(raw())
      class Patient extends Consumer {
        consume({ messages }: Batch<Buffer>): void {
          seen.push(messages.map(({ offset }) => offset).join(' '));
          for (const message of messages) if (!message.retrying) message.retryAfter(message.offset === 0 ? 10_000 : 10);
        }
      }
      const lane = laneFor(planFor(Patient), hostFor());
      lane.take(batchOf([0, 1]));
      for (let turns = 0; turns < 20; turns++) await turn();
      jest.advanceTimersByTime(9_000);
      for (let turns = 0; turns < 20; turns++) await turn();
      expect(seen).toEqual(['0 1']);
      jest.advanceTimersByTime(2_000);
      await until(() => frontierOf(lane) === 2);
    } finally {
      jest.useRealTimers();
    }
  });

  it('leaves the queue for slots when it has no more messages while a call still runs', async () => {
    const slots = new ConcurrencyLimiter(1);
    const { gate, seen, lane } = waitingAt0({}, hostFor({ limiter: slots }));
    lane.take(batchOf([0]));
    await until(() => seen.length === 1);
    const other = { wake: jest.fn() };
    expect(slots.take(other)).toBe(false);
    gate.resolve();
    await until(() => other.wake.mock.calls.length > 0);
    expect(slots.take(other)).toBe(true);
  });
});

describe('an unexpected or late result', () => {
  it('of an abandoned handler: its verdict has no effect', async () => {
    const gate = Promise.withResolvers<void>();
    const refused = Promise.withResolvers<unknown>();
    const { sent, deliver } = deadLetters();
    @Payload(raw())
    class Slow extends Consumer {
      async process(message: Message<Buffer>): Promise<void> {
        if (message.attempt > 1) return gate.resolve();
        await gate.promise;
        try {
          message.deadLetter('too late');
        } catch (thrown) {
          refused.resolve(thrown);
        }
      }
    }
    const options = { deadLetter: 'dead', handlerTimeoutMs: 1, maxPauseMs: 0 };
    const lane = laneFor(planFor(Slow, options), hostFor({ deliver }));
    lane.take(batchOf([0]));
    expect(await refused.promise).toMatchObject({ code: 'KFW_MESSAGE_UNHANDLED' });
    await until(() => frontierOf(lane) === 1);
    expect(sent).toEqual([]);
  });

  it('of a throwing function in errors: both errors are reported, and the message is retried', async () => {
    const reported: string[] = [];
    const errors = {
      skip: [
        () => {
          throw new Error('typo');
        },
      ],
    };
    @Payload(raw())
    class Failing extends Consumer {
      process({ attempt }: Message<Buffer>): void {
        if (attempt === 1) throw new Error('no');
      }
    }
    const host = hostFor();
    host.monitor.subscribe(
      'consumer.failed',
      ({ error, outcome }) => void reported.push(`${outcome}: ${error.message}`),
    );
    const lane = laneFor(planFor(Failing, { errors, maxPauseMs: 0 }), host);
    lane.take(batchOf([0]));
    await until(() => frontierOf(lane) === 1);
    expect(reported).toEqual(['retry: no (a function in "errors" of the route threw: typo)']);
    expect(host.stopped).toEqual([]);
  });
});
