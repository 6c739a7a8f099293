/** What a lane counts, for each way that its messages can be done. */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { Lane } from '../../../src/consuming/lane/lane.js';
import type { LaneHost } from '../../../src/consuming/lane/lane-host.js';
import type { ConsumerClass } from '../../../src/contracts/consumer-contract.js';
import type { Batch, Message } from '../../../src/contracts/message.js';
import { isOutage } from '../../../src/errors/is-outage.js';
import type { EventName } from '../../../src/events/events.js';
import type { CollectedSeries } from '../../../src/measuring/measurements.js';
import { raw } from '../../../src/payloads/schemas.js';
import type { RawRecord } from '../../../src/ports/records.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, next, recordAt, type TestHost } from '../../support/world.js';

type Handle = (message: Message<Buffer>, consumer: Marking) => void | Promise<void>;

/** A consumer whose handlers mark through their argument. */
abstract class Marking extends Consumer {
  mark(message: Message): void {
    this.markAsConsumed(message);
  }

  markThrough(message: Message): void {
    this.markAsConsumedThrough(message);
  }
}

function each(handle: Handle): ConsumerClass {
  @Payload(raw())
  class Each extends Marking {
    process(message: Message<Buffer>): void | Promise<void> {
      return handle(message, this);
    }
  }
  return Each;
}

function whole(handle: (batch: Batch<Buffer>, consumer: Marking) => void | Promise<void>): ConsumerClass {
  @Payload(raw())
  class Whole extends Marking {
    consume(batch: Batch<Buffer>): void | Promise<void> {
      return handle(batch, this);
    }
  }
  return Whole;
}

/** A message of 10 bytes at offset 0, 11 at offset 1, and so on: sums of bytes say which messages they are of. */
const sized = (offset: number, over: Partial<RawRecord> = {}): RawRecord => ({
  ...recordAt(offset),
  sizeBytes: 10 + offset,
  ...over,
});

const batch = (...offsets: readonly number[]) => batchOf([], { records: offsets.map((offset) => sized(offset)) });
const bytesOf = (...offsets: readonly number[]) => offsets.reduce((sum, offset) => sum + 10 + offset, 0);

class Measured {
  readonly host: TestHost;
  readonly lane: Lane;

  constructor(consumer: ConsumerClass, options: object = {}, over: Partial<LaneHost> = {}) {
    this.host = hostFor(over);
    this.lane = laneFor(planFor(consumer, options), this.host);
  }

  async until(holds: (lane: Lane) => boolean): Promise<this> {
    while (!holds(this.lane)) await turn();
    return this;
  }

  done(frontier: number): Promise<this> {
    return this.until(({ tracker }) => tracker.frontier === frontier);
  }

  /** The same, and its calls have ended: it begins no other. */
  async ended(frontier: number): Promise<void> {
    await this.done(frontier);
    await this.lane.hold();
  }

  seriesOf(name: string, partitions = false): readonly CollectedSeries[] {
    return this.host.monitor.measurements.collect({ partitions }).find((each) => each.name === name)?.series ?? [];
  }

  /** Values that are not 0, by the labels that distinguish them. */
  values(name: string, ...labels: readonly string[]): Record<string, number> {
    const entries = this.seriesOf(name).map((each) => [
      labels.map((label) => each.labels[label]).join(' '),
      each.value,
    ]);
    return Object.fromEntries(entries.filter(([, value]) => value !== 0));
  }

  get messages(): Record<string, number> {
    return this.values('kfw_consumer_messages_total', 'outcome');
  }

  get bytes(): Record<string, number> {
    return this.values('kfw_consumer_bytes_total', 'outcome');
  }

  get failures(): Record<string, number> {
    return this.values('kfw_consumer_failures_total', 'error', 'decision');
  }

  countOf(name: string): number | undefined {
    return this.seriesOf(name)[0]?.distribution?.count;
  }

  next(name: EventName): Promise<unknown> {
    return next(this.host.monitor, name);
  }
}

const no = () => {
  throw new TypeError('no');
};

describe('a lane counts', () => {
  it('every message that process has finished, once, with its bytes', async () => {
    const measured = new Measured(
      each(() => {}),
      { maxMessages: 2 },
    );
    measured.lane.take(batch(0, 1, 2));
    measured.lane.take(batch(3, 7));
    await measured.done(8);
    expect(measured.messages).toEqual({ consumed: 5 });
    expect(measured.bytes).toEqual({ consumed: bytesOf(0, 1, 2, 3, 7) });
    expect(measured.failures).toEqual({});
  });

  it('what a running call has finished, before the call ends', async () => {
    const gate = Promise.withResolvers<void>();
    const measured = new Measured(each(({ offset }) => (offset === 2 ? gate.promise : undefined)));
    measured.lane.take(batch(0, 1, 2, 3));
    await measured.done(2);
    expect([measured.messages, measured.bytes]).toEqual([{ consumed: 2 }, { consumed: bytesOf(0, 1) }]);
    gate.resolve();
    await measured.done(4);
    expect([measured.messages, measured.bytes]).toEqual([{ consumed: 4 }, { consumed: bytesOf(0, 1, 2, 3) }]);
  });

  it('a message that fails and then succeeds once, and its failures each', async () => {
    const measured = new Measured(each(({ offset, attempt }) => (offset === 1 && attempt < 3 ? no() : undefined)));
    measured.lane.take(batch(0, 1, 2));
    await measured.ended(3);
    expect(measured.messages).toEqual({ consumed: 3 });
    expect(measured.bytes).toEqual({ consumed: bytesOf(0, 1, 2) });
    expect(measured.failures).toEqual({ 'TypeError retry': 2 });
    expect(measured.countOf('kfw_consumer_handler_seconds')).toBe(3);
  });

  it('the messages that consume has marked before it fails, and the repeated ones when they are done', async () => {
    const counted: unknown[] = [];
    let calls = 0;
    const measured: Measured = new Measured(
      whole(({ messages: [first, second] }, consumer) => {
        calls++;
        if (calls > 1 || first === undefined || second === undefined) return;
        consumer.mark(second);
        counted.push(measured.messages, measured.bytes);
        no();
      }),
    );
    measured.lane.take(batch(0, 1, 2));
    await measured.done(3);
    expect(counted).toEqual([{ consumed: 1 }, { consumed: bytesOf(1) }]);
    expect([measured.messages, measured.bytes]).toEqual([{ consumed: 3 }, { consumed: bytesOf(0, 1, 2) }]);
  });

  it('messages with manual offsets when they are marked, and repeated ones once', async () => {
    const seen: number[] = [];
    const measured = new Measured(
      each((message, consumer) => {
        seen.push(message.offset);
        if (message.offset === 2 && seen.length === 3) no();
        if (message.offset === 1) consumer.markThrough(message);
        if (message.offset === 4) consumer.mark(message);
      }),
      { manualOffsets: true, maxMessages: 1 },
    );
    measured.lane.take(batch(0));
    await measured.until(({ position }) => position === 1);
    expect(measured.messages).toEqual({});
    measured.lane.take(batch(1));
    await measured.done(2);
    measured.lane.take(batch(2, 3, 4));
    await measured.until(({ tracker }) => tracker.isDone(4));
    await measured.lane.hold();
    expect(seen).toEqual([0, 1, 2, 2, 3, 4]);
    expect(measured.messages).toEqual({ consumed: 3 });
  });

  it('with manual offsets the bytes of the average message that waits for its mark, and all when all are marked', async () => {
    const marks: (() => void)[] = [];
    const measured = new Measured(
      each((message, consumer) => {
        if (message.offset === 3)
          marks.push(
            () => consumer.mark(message),
            () => consumer.markThrough(message),
          );
      }),
      { manualOffsets: true },
    );
    measured.lane.take(batch(0, 1, 2, 3));
    await measured.until((lane) => lane.position === 4 && lane.status.backlogMessages === 0);
    const [markLast, markAll] = marks;
    markLast?.();
    expect([measured.messages, measured.bytes]).toEqual([{ consumed: 1 }, { consumed: 12 }]);
    markAll?.();
    expect([measured.messages, measured.bytes]).toEqual([{ consumed: 4 }, { consumed: bytesOf(0, 1, 2, 3) }]);
  });

  it('with manual offsets nothing twice that is fetched again after a failure', async () => {
    let failed = false;
    const measured = new Measured(
      each((message, consumer) => {
        if (message.offset === 3) consumer.mark(message);
        if (message.offset !== 4) return;
        if (failed) consumer.markThrough(message);
        else {
          failed = true;
          no();
        }
      }),
      { manualOffsets: true, maxMessages: 1 },
    );
    measured.lane.take(batch(0, 1, 2, 3, 4));
    await measured.until(() => failed && measured.host.fetching.includes('from 0'));
    expect(measured.messages).toEqual({ consumed: 1 });
    measured.lane.take(batch(0, 1, 2, 3, 4));
    await measured.done(5);
    await measured.until((lane) => lane.status.backlogMessages === 0);
    expect([measured.messages, measured.bytes]).toEqual([{ consumed: 5 }, { consumed: bytesOf(0, 1, 2, 3, 4) }]);
  });

  it('verdicts by what they say, the dead letter and the skip by verdict', async () => {
    const measured = new Measured(
      each((message) => {
        if (message.offset === 1) message.skip('old');
        if (message.offset === 2) message.deadLetter('odd');
        if (message.offset === 3 && message.attempt === 1) message.retryAfter(0);
      }),
      { deadLetter: 'dead' },
    );
    measured.lane.take(batch(0, 1, 2, 3));
    await measured.done(4);
    expect(measured.messages).toEqual({ consumed: 2, skipped: 1, deadLettered: 1 });
    expect(measured.bytes).toEqual({ consumed: bytesOf(0, 3), skipped: bytesOf(1), deadLettered: bytesOf(2) });
    expect(measured.values('kfw_dead_letters_total', 'error')).toEqual({ verdict: 1 });
    expect(measured.values('kfw_consumer_skips_total', 'error')).toEqual({ verdict: 1 });
    expect(measured.failures).toEqual({});
  });

  it('messages that errors skip and dead-letter, by the class of the error', async () => {
    const dead = new Measured(
      each(({ offset }) => (offset === 1 ? no() : undefined)),
      {
        maxRetries: 1,
        deadLetter: 'dead',
      },
    );
    dead.lane.take(batch(0, 1, 2));
    await dead.done(3);
    expect(dead.messages).toEqual({ consumed: 2, deadLettered: 1 });
    expect(dead.bytes).toEqual({ consumed: bytesOf(0, 2), deadLettered: bytesOf(1) });
    expect(dead.failures).toEqual({ 'TypeError retry': 1, 'TypeError deadLetter': 1 });
    expect(dead.values('kfw_dead_letters_total', 'error')).toEqual({ TypeError: 1 });

    const skipping = new Measured(
      each(({ offset }) => (offset === 1 ? no() : undefined)),
      {
        errors: { skip: [TypeError] },
      },
    );
    skipping.lane.take(batch(0, 1, 2));
    await skipping.done(3);
    expect(skipping.messages).toEqual({ consumed: 2, skipped: 1 });
    expect(skipping.failures).toEqual({ 'TypeError skip': 1 });
    expect(skipping.values('kfw_consumer_skips_total', 'error')).toEqual({ TypeError: 1 });
  });

  it('a message that goes to a retry topic', async () => {
    const measured = new Measured(each(no), { maxRetries: 0, retryTopics: ['10s'], deadLetter: 'dead' });
    measured.lane.take(batch(0));
    await measured.done(1);
    expect(measured.messages).toEqual({ retryScheduled: 1 });
    expect(measured.failures).toEqual({ 'TypeError retryTopic': 1 });
    expect(measured.values('kfw_dead_letters_total', 'error')).toEqual({});
  });

  it('a failure that stops the process', async () => {
    const measured = new Measured(each(no), { errors: { stop: [TypeError] } });
    measured.lane.take(batch(0));
    await measured.until(() => measured.host.stopped.length > 0);
    expect([measured.failures, measured.messages]).toEqual([{ 'TypeError stop': 1 }, {}]);
  });

  it('a message that is marked and then fails as consumed, and not a second time', async () => {
    const measured = new Measured(
      each((message, consumer) => {
        consumer.mark(message);
        message.skip('marked before');
      }),
    );
    const skipped = measured.next('message.skipped');
    measured.lane.take(batch(0));
    await skipped;
    expect(measured.messages).toEqual({ consumed: 1 });
    expect(measured.values('kfw_consumer_skips_total', 'error')).toEqual({});
  });

  it('expired messages as such', async () => {
    const measured = new Measured(
      each(() => {}),
      { maxAgeMs: 60_000 },
    );
    const records = [sized(0), sized(1, { timestamp: Date.now() }), sized(2)];
    measured.lane.take(batchOf([], { records }));
    await measured.ended(3);
    expect(measured.messages).toEqual({ consumed: 1, expired: 2 });
    expect(measured.bytes).toEqual({ consumed: bytesOf(1), expired: bytesOf(0, 2) });
    expect(measured.countOf('kfw_consumer_handler_seconds')).toBe(1);
  });

  it('messages of keys when they are done, ahead of one that is not', async () => {
    const gate = Promise.withResolvers<void>();
    const measured = new Measured(
      each(({ offset }) => (offset === 1 ? gate.promise : undefined)),
      { orderedBy: 'key' },
    );
    const records = [0, 1, 2, 3].map((offset) => sized(offset, { key: Buffer.from(`key-${offset}`) }));
    measured.lane.take(batchOf([], { records }));
    await measured.until(({ tracker }) => tracker.isDone(3));
    expect([measured.messages, measured.bytes]).toEqual([{ consumed: 3 }, { consumed: bytesOf(0, 2, 3) }]);
    gate.resolve();
    await measured.ended(4);
    expect([measured.messages, measured.bytes]).toEqual([{ consumed: 4 }, { consumed: bytesOf(0, 1, 2, 3) }]);
    expect(measured.countOf('kfw_consumer_handler_seconds')).toBe(4);
    expect(measured.countOf('kfw_consumer_batch_messages')).toBe(4);
  });

  it('a transaction when it is committed, and not one that is aborted', async () => {
    let commits = 0;
    const measured = new Measured(
      each(() => {}),
      { transactional: true },
      {
        sendAndCommit: async () => {
          expect(measured.messages).toEqual({});
          if (++commits === 1) throw new Error('aborted');
        },
      },
    );
    measured.lane.take(batch(0, 1));
    await measured.done(2);
    expect(commits).toBe(2);
    expect([measured.messages, measured.bytes]).toEqual([{ consumed: 2 }, { consumed: bytesOf(0, 1) }]);
    expect(measured.countOf('kfw_consumer_handler_seconds')).toBe(2);
  });

  it('the verdicts of a transaction by what they say', async () => {
    const measured = new Measured(
      each((message) => {
        if (message.offset === 0) message.skip('old');
        if (message.offset === 2) message.deadLetter('odd');
      }),
      { transactional: true, deadLetter: 'dead' },
    );
    measured.lane.take(batch(0, 1, 2, 3));
    await measured.done(4);
    expect(measured.messages).toEqual({ consumed: 2, skipped: 1, deadLettered: 1 });
    expect(measured.bytes).toEqual({ consumed: bytesOf(1, 3), skipped: bytesOf(0), deadLettered: bytesOf(2) });
    expect(measured.values('kfw_dead_letters_total', 'error')).toEqual({ verdict: 1 });
  });

  it('a transaction that is committed while the partition is lost', async () => {
    const measured: Measured = new Measured(
      each(() => {}),
      { transactional: true },
      { sendAndCommit: async () => measured.lane.abandon('lost') },
    );
    const late = measured.next('consumer.returnedLate');
    measured.lane.take(batch(0, 1));
    await late;
    expect(measured.messages).toEqual({ consumed: 2 });
  });

  it('nothing that a lane finishes after its partition was lost, and all that it had finished before', async () => {
    const gate = Promise.withResolvers<void>();
    const measured = new Measured(each(({ offset }) => (offset === 1 ? gate.promise : undefined)));
    const late = measured.next('consumer.returnedLate');
    measured.lane.take(batch(0, 1, 2));
    await measured.done(1);
    measured.lane.abandon('lost');
    gate.resolve();
    await late;
    await turn();
    expect([measured.messages, measured.bytes]).toEqual([{ consumed: 1 }, { consumed: bytesOf(0) }]);
    const again = laneFor(measured.lane.plan, measured.host);
    again.take(batch(1, 2));
    while (again.tracker.frontier !== 3) await turn();
    expect([measured.messages, measured.bytes]).toEqual([{ consumed: 3 }, { consumed: bytesOf(0, 1, 2) }]);
  });

  it('a message again that is handled again after a seek', async () => {
    let sought = false;
    @Payload(raw())
    class Seeking extends Consumer {
      async process({ offset }: Message<Buffer>): Promise<void> {
        if (offset !== 2 || sought) return;
        sought = true;
        await this.seek(1);
      }
    }
    const measured = new Measured(Seeking);
    measured.lane.take(batch(0, 1, 2));
    await measured.until(() => measured.host.fetching.includes('from 1'));
    expect(measured.messages).toEqual({ consumed: 3 });
    measured.lane.take(batch(1, 2));
    await measured.done(3);
    expect([measured.messages, measured.bytes]).toEqual([{ consumed: 5 }, { consumed: bytesOf(0, 1, 2, 1, 2) }]);
  });
});

describe('a lane measures', () => {
  it('the messages of each call, and no call for a message that its handler never gets', async () => {
    const measured = new Measured(
      whole(() => {}),
      { maxMessages: 2, deadLetter: 'dead' },
    );
    const records = [sized(0), sized(1), sized(2, { problem: new SyntaxError('unreadable') }), sized(3)];
    measured.lane.take(batchOf([], { records }));
    await measured.ended(4);
    const [batches] = measured.seriesOf('kfw_consumer_batch_messages');
    expect(batches?.distribution).toMatchObject({ count: 2, sum: 3 });
    expect(measured.countOf('kfw_consumer_handler_seconds')).toBe(2);
    expect(measured.countOf('kfw_consumer_queue_seconds')).toBe(2);
    expect(measured.messages).toEqual({ consumed: 3, deadLettered: 1 });
  });

  it('how long a call took, and how long its oldest message was in memory before', async () => {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const measured = new Measured(
      each(({ offset }) => {
        if (offset !== 0) return;
        begun.resolve();
        return gate.promise;
      }),
      { maxMessages: 1 },
    );
    const beganAt = Date.now();
    measured.lane.take(batch(0, 1));
    await begun.promise;
    while (Date.now() - beganAt < 20) await turn();
    gate.resolve();
    await measured.done(2);
    await measured.until(() => measured.countOf('kfw_consumer_handler_seconds') === 2);
    const elapsedSeconds = (Date.now() - beganAt + 1) / 1_000;
    const [handler] = measured.seriesOf('kfw_consumer_handler_seconds');
    const [queue] = measured.seriesOf('kfw_consumer_queue_seconds');
    for (const series of [handler, queue]) {
      expect(series?.distribution?.count).toBe(2);
      expect(series?.distribution?.sum).toBeGreaterThanOrEqual(0.019);
      expect(series?.distribution?.sum).toBeLessThanOrEqual(elapsedSeconds);
    }
  });

  it('the time of outages, also of one that runs, and the partitions that wait', async () => {
    let isDown = true;
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const measured = new Measured(
      each(() => {
        if (isDown) throw refused;
      }),
      { errors: { outage: [isOutage] }, pauseMs: 1 },
    );
    const waitedSeconds = () => measured.seriesOf('kfw_consumer_waiting_seconds_total')[0]?.value ?? 0;
    const waiting = measured.next('partition.waiting');
    expect([waitedSeconds(), measured.values('kfw_consumer_waiting_partitions', 'topic')]).toEqual([0, {}]);
    measured.lane.take(batch(0));
    await waiting;
    await measured.until(() => waitedSeconds() > 0.002);
    const soFar = waitedSeconds();
    await measured.until(() => waitedSeconds() > soFar);
    expect(measured.values('kfw_consumer_waiting_partitions', 'topic')).toEqual({ users: 1 });
    expect(Object.keys(measured.failures)).toEqual(['ECONNREFUSED wait']);
    isDown = false;
    await measured.done(1);
    await measured.until(() => measured.lane.status.outage === undefined);
    const total = waitedSeconds();
    await turn();
    expect(waitedSeconds()).toBe(total);
    expect(measured.values('kfw_consumer_waiting_partitions', 'topic')).toEqual({});
    expect(measured.messages).toEqual({ consumed: 1 });
  });

  it('an outage no longer when its partition is lost', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const measured = new Measured(
      each(() => {
        throw refused;
      }),
      { errors: { outage: [isOutage] }, pauseMs: 600_000 },
    );
    const waiting = measured.next('partition.waiting');
    measured.lane.take(batch(0));
    await waiting;
    measured.lane.abandon('lost');
    const [atEnd] = measured.seriesOf('kfw_consumer_waiting_seconds_total');
    await turn();
    measured.lane.abandon('lost again');
    expect(measured.seriesOf('kfw_consumer_waiting_seconds_total')).toEqual([atEnd]);
    expect(measured.seriesOf('kfw_consumer_waiting_partitions')).toEqual([]);
  });
});
