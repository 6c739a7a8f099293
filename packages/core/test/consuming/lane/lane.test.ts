import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { recordOverheadBytes } from '../../../src/consuming/buffer/record-queue.js';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { Batch, Message } from '../../../src/contracts/message.js';
import { CriticalError } from '../../../src/errors/kfw-error.js';
import { builtInCodecs } from '../../../src/payloads/built-in-codecs.js';
import { json, raw } from '../../../src/payloads/schemas.js';
import { AfterBatch, BeforeBatch, OnAssigned, Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { Codecs } from '../../../src/routing/schemas/codecs.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, next, recordAt } from '../../support/world.js';

/** A lane that has handled its batch publishes `consumer.consumed` last. */
const settled = (host: ReturnType<typeof hostFor>) => next(host.monitor, 'consumer.consumed');

/** Resolves with what was consumed, call by call, when a call has consumed the message at `lastOffset`. */
const consumedUpTo = (host: ReturnType<typeof hostFor>, last: number) =>
  new Promise<[first: number, last: number, messages: number][]>((resolve) => {
    const calls: [number, number, number][] = [];
    host.monitor.subscribe('consumer.consumed', ({ firstOffset, lastOffset, messages }) => {
      calls.push([firstOffset, lastOffset, messages]);
      if (lastOffset === last) resolve(calls);
    });
  });

describe('a lane', () => {
  it('runs process message by message, in order, over batches of at most maxMessages', async () => {
    const seen: number[] = [];
    @Payload(raw())
    class Each extends Consumer {
      async process(message: Message<Buffer>): Promise<void> {
        seen.push(message.offset);
      }
    }
    const host = hostFor();
    const lane = laneFor(planFor(Each, { maxMessages: 2 }), host);
    const sizes: number[] = [];
    const done = new Promise<void>((resolve) => {
      host.monitor.subscribe('consumer.consumed', ({ messages, lastOffset }) => {
        sizes.push(messages);
        if (lastOffset === 4) resolve();
      });
    });
    lane.take(batchOf([0, 1, 2, 3, 4]));
    await done;
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(sizes).toEqual([2, 2, 1]);
    expect(lane.tracker.frontier).toBe(5);
  });

  it('goes back to an unmarked message, even if all later ones were marked and dropped', async () => {
    const seen: number[] = [];
    @Payload(raw())
    class Collecting extends Consumer {
      process(message: Message<Buffer>): void {
        seen.push(message.offset);
        if (message.offset === 4 || seen.length > 2) return;
        this.markAsConsumed(message);
        throw new Error('no');
      }
    }
    const host = hostFor();
    const lane = laneFor(planFor(Collecting, { manualOffsets: true, maxMessages: 1 }), host);
    const failed = next(host.monitor, 'consumer.failed');
    lane.take(batchOf([4]));
    await settled(host);
    lane.take(batchOf([5]));
    await failed;
    await turn();
    expect(host.fetching).toEqual(['from 4']);
    expect(seen).toEqual([4, 5]);
  });

  it('waits out its back-off, even if it is held and released meanwhile', async () => {
    const seen: number[] = [];
    @Payload(raw())
    class Failing extends Consumer {
      process({ attempt }: Message<Buffer>): void {
        seen.push(attempt);
        throw new Error('no');
      }
    }
    const host = hostFor();
    const failed = next(host.monitor, 'consumer.failed');
    const lane = laneFor(planFor(Failing, { pauseMs: 600_000, maxPauseMs: 600_000 }), host);
    lane.take(batchOf([0]));
    await failed;
    for (let rebalance = 0; rebalance < 3; rebalance++) {
      await lane.hold();
      lane.release();
      await turn();
    }
    expect(seen).toEqual([1]);
    expect(lane.status.state).toBe('backing off');
    await lane.hold();
  });

  it('reports progress of finished messages while the next one is still being handled', async () => {
    const gate = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    @Payload(raw())
    class Stuck extends Consumer {
      async process({ offset }: Message<Buffer>): Promise<void> {
        if (offset === 0) return;
        second.resolve();
        await gate.promise;
      }
    }
    const frontiers: (number | undefined)[] = [];
    const host = hostFor({ progressed: ({ committable }) => void frontiers.push(committable) });
    const done = settled(host);
    laneFor(planFor(Stuck), host).take(batchOf([0, 1]));
    await second.promise;
    expect(frontiers).toEqual([1]);
    gate.resolve();
    await done;
    expect(frontiers.at(-1)).toBe(2);
  });

  it('delivers again from the first unmarked message, only unmarked ones, and counts attempts per message', async () => {
    const deliveries: [number, number][][] = [];
    @Payload(raw())
    class Whole extends Consumer {
      consume(batch: Batch<Buffer>): void {
        deliveries.push(batch.messages.map(({ offset, attempt }) => [offset, attempt]));
        if (deliveries.length > 1) return;
        for (const message of batch) if (message.offset !== 1) this.markAsConsumed(message);
        throw new Error('no');
      }
    }
    const host = hostFor();
    const failed = next(host.monitor, 'consumer.failed');
    const done = consumedUpTo(host, 1);
    const lane = laneFor(planFor(Whole), host);
    lane.take(batchOf([0, 1, 2]));
    expect(await failed).toMatchObject({ attempt: 1, offset: 1, retryInMs: 0 });
    expect(await done).toEqual([
      [0, 2, 2],
      [1, 1, 1],
    ]);
    expect(deliveries).toEqual([
      [
        [0, 1],
        [1, 1],
        [2, 1],
      ],
      [[1, 2]],
    ]);
    expect(lane.tracker.frontier).toBe(3);
  });

  it('continues at the failed message after an error in process, and skips none of the others', async () => {
    const seen: [number, number][] = [];
    @Payload(raw())
    class Each extends Consumer {
      process({ offset, attempt }: Message<Buffer>): void {
        seen.push([offset, attempt]);
        if (offset === 1 && attempt < 3) throw new Error('no');
      }
    }
    const host = hostFor();
    const done = consumedUpTo(host, 2);
    laneFor(planFor(Each), host).take(batchOf([0, 1, 2]));
    expect(await done).toEqual([
      [0, 0, 1],
      [1, 2, 2],
    ]);
    expect(seen).toEqual([
      [0, 1],
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
    ]);
  });

  it('gives its consumer a logger that names group, topic and partition, with any arguments', async () => {
    const lines: unknown[][] = [];
    const note = (...line: unknown[]) => void lines.push(line);
    const logger = { debug: note, info: note, warn: note, error: note };
    const lost = new Error('lost');
    @Payload(raw())
    class Talking extends Consumer {
      process({ offset }: Message<Buffer>): void {
        this.logger.info({ offset, partition: 'mine' }, 'seen');
        this.logger.warn('text alone' as unknown as object);
        this.logger.error(lost, 'gone');
      }
    }
    const host = hostFor({ logger });
    const done = settled(host);
    laneFor(planFor(Talking), host).take(batchOf([7]));
    await done;
    const place = { group: 'shop_app', topic: 'users', partition: 0 };
    expect(lines).toEqual([
      [{ ...place, offset: 7, partition: 'mine' }, 'seen'],
      [place, 'text alone'],
      [{ ...place, error: lost }, 'gone'],
    ]);
  });

  it('stops the process on a CriticalError, with nothing marked', async () => {
    @Payload(raw())
    class Broken extends Consumer {
      process(): void {
        throw new CriticalError('no licence');
      }
    }
    const stopped = new Promise<Error>((resolve) => {
      laneFor(planFor(Broken), hostFor({ stop: resolve })).take(batchOf([0]));
    });
    expect((await stopped).message).toBe('no licence');
  });

  it.each(['a critical error of a callback stops the process', 'any other is reported only'])('%s', async (which) => {
    const isCritical = which.startsWith('a critical');
    @Payload(raw())
    class Opening extends Consumer {
      process(): void {}

      @OnAssigned()
      open(): void {
        throw isCritical ? new CriticalError('no licence') : new Error('no ledger');
      }
    }
    const host = hostFor();
    const failed = next(host.monitor, 'callback.failed');
    laneFor(planFor(Opening), host);
    expect(await failed).toMatchObject({ callback: 'onAssigned', consumer: 'Opening' });
    await turn();
    expect(host.stopped.map(({ message }) => message)).toEqual(isCritical ? ['no licence'] : []);
  });

  it('wraps each consume call in middleware, the app outermost, and treats its error as the handler error', async () => {
    const trace: string[] = [];
    @Payload(raw())
    class Traced extends Consumer {
      @BeforeBatch()
      before(): void {
        trace.push('before');
      }
      process(): void {
        trace.push('process');
      }
      @AfterBatch()
      after(): void {
        trace.push('after');
      }
    }
    const layer = (name: string) => async (_call: unknown, proceed: () => Promise<void>) => {
      trace.push(`${name} in`);
      await proceed();
      trace.push(`${name} out`);
    };
    let failures = 0;
    const failing = async (_call: unknown, proceed: () => Promise<void>) => {
      await proceed();
      if (failures++ === 0) throw new Error('from middleware');
    };
    const host = hostFor();
    const failed = next(host.monitor, 'consumer.failed');
    const lane = laneFor(
      planFor(Traced, { middleware: [layer('topic'), failing] }, { middleware: [layer('app')] }),
      host,
    );
    lane.take(batchOf([0]));
    expect((await failed).error.message).toBe('from middleware');
    expect(trace.slice(0, 5)).toEqual(['app in', 'topic in', 'before', 'process', 'after']);
  });

  it('counts a batch as done if middleware left it unhandled on purpose', async () => {
    @Payload(raw())
    class Skipped extends Consumer {
      process(): void {
        throw new Error('never');
      }
    }
    const host = hostFor();
    const done = settled(host);
    const lane = laneFor(planFor(Skipped, { middleware: [() => {}] }), host);
    lane.take(batchOf([0, 1]));
    await done;
    expect(lane.tracker.frontier).toBe(2);
  });

  it('decodes lazily, once, and never an unread part', async () => {
    let decodes = 0;
    const counting = {
      format: 'counting',
      reader: () => ({
        prepare: () => undefined,
        decode: (bytes: Buffer) => {
          decodes++;
          return { text: bytes.toString() };
        },
      }),
      writer: () => {
        throw new Error('unused');
      },
    };
    const read: unknown[] = [];
    class Picky extends Consumer {
      process(message: Message): void {
        if (message.offset === 1) read.push(message.payload, message.payload);
      }
    }
    const host = hostFor();
    const done = settled(host);
    const schema = { format: 'counting', name: 'counting' };
    laneFor(planFor(Picky, { schema }, { codecs: new Codecs([...builtInCodecs, counting]) }), host).take(
      batchOf([0, 1, 2]),
    );
    await done;
    expect(decodes).toBe(1);
    expect(read[0]).toBe(read[1]);
  });

  it('gives null for a tombstone, unlike for an empty value', async () => {
    const seen: [boolean, unknown, number | undefined][] = [];
    @Payload(json())
    class Tombs extends Consumer {
      process(message: Message): void {
        seen.push([message.isTombstone, message.isTombstone ? message.payload : 'unread', message.rawPayload?.length]);
      }
    }
    const host = hostFor();
    const done = settled(host);
    laneFor(planFor(Tombs), host).take(batchOf([], { records: [recordAt(0, null), recordAt(1, Buffer.alloc(0))] }));
    await done;
    expect(seen).toEqual([
      [true, null, undefined],
      [false, 'unread', 0],
    ]);
  });

  it('pauses fetching over its byte bound and resumes below half of it', async () => {
    const release: (() => void)[] = [];
    @Payload(raw())
    class Slow extends Consumer {
      process(): Promise<void> {
        return new Promise((resolve) => release.push(resolve));
      }
    }
    const host = hostFor();
    const done = settled(host);
    laneFor(planFor(Slow, { maxPartitionBufferBytes: 2 * (1 + recordOverheadBytes) }), host).take(batchOf([0, 1, 2]));
    expect(host.fetching).toEqual(['pause']);
    for (let handled = 0; handled < 3; ) {
      await Promise.resolve();
      const go = release.shift();
      if (go === undefined) continue;
      go();
      handled++;
    }
    await done;
    await Promise.resolve();
    expect(host.fetching).toEqual(['pause', 'resume']);
  });

  it('keeps one instance between batches, and creates one per batch with persistentConsumer: false', async () => {
    let made = 0;
    @Payload(raw())
    class Counted extends Consumer {
      constructor() {
        super();
        made++;
      }
      process(): void {}
    }
    for (const [persistentConsumer, expected] of [
      [true, 1],
      [false, 2],
    ] as const) {
      made = 0;
      const host = hostFor();
      const lane = laneFor(planFor(Counted, { persistentConsumer }), host);
      for (const offset of [0, 1]) {
        const done = settled(host);
        lane.take(batchOf([offset]));
        await done;
      }
      expect(made).toBe(expected);
    }
  });

  it('drops records that it already holds', async () => {
    const seen: number[] = [];
    @Payload(raw())
    class Each extends Consumer {
      process({ offset }: Message<Buffer>): void {
        seen.push(offset);
      }
    }
    const host = hostFor();
    const lane = laneFor(planFor(Each), host);
    const done = new Promise<void>((resolve) => {
      host.monitor.subscribe('consumer.consumed', ({ lastOffset }) => lastOffset === 3 && resolve());
    });
    lane.take(batchOf([0, 1, 2]));
    lane.take(batchOf([1, 2, 3]));
    await done;
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('marks nothing on a lost partition, returns false, and fires the signal', async () => {
    let marked: boolean | undefined;
    let aborted: boolean | undefined;
    let entered = () => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    let finished = () => {};
    const over = new Promise<void>((resolve) => {
      finished = resolve;
    });
    @Payload(raw())
    class Losing extends Consumer {
      async process(message: Message<Buffer>): Promise<void> {
        entered();
        await new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve()));
        aborted = this.signal.aborted && this.revoked;
        marked = this.markAsConsumed(message);
        finished();
      }
    }
    const lane = laneFor(planFor(Losing), hostFor());
    lane.take(batchOf([0]));
    await inside;
    lane.abandon('the partition was lost');
    await over;
    expect([aborted, marked, lane.tracker.frontier]).toEqual([true, false, 0]);
  });

  it('begins with its first batch only when @OnAssigned has ended', async () => {
    const trace: string[] = [];
    let ready = () => {};
    @Payload(raw())
    class Prepared extends Consumer {
      @OnAssigned()
      async prepare(): Promise<void> {
        await new Promise<void>((resolve) => {
          ready = resolve;
        });
        trace.push('assigned');
      }
      process(): void {
        trace.push('process');
      }
    }
    const host = hostFor();
    const lane = laneFor(planFor(Prepared), host);
    const done = settled(host);
    lane.take(batchOf([0]));
    ready();
    await done;
    expect(trace).toEqual(['assigned', 'process']);
  });

  it('lets a batch that is not full wait for more, and delivers it as soon as it is full', async () => {
    const sizes: number[] = [];
    @Payload(raw())
    class Whole extends Consumer {
      consume({ size }: Batch<Buffer>): void {
        sizes.push(size);
      }
    }
    const host = hostFor();
    const lane = laneFor(planFor(Whole, { maxMessages: 3, maxWaitMs: 3_600_000 }), host);
    const done = settled(host);
    lane.take(batchOf([0]));
    lane.take(batchOf([1]));
    lane.take(batchOf([2, 3]));
    await done;
    await lane.hold();
    expect(sizes).toEqual([3]);
    expect(lane.tracker.frontier).toBe(3);
  });

  it('delivers a batch that is not full when its first message is maxWaitMs old', async () => {
    @Payload(raw())
    class Whole extends Consumer {
      consume(): void {}
    }
    const host = hostFor();
    const done = settled(host);
    laneFor(planFor(Whole, { maxMessages: 3, maxWaitMs: 20 }), host).take(batchOf([0]));
    expect((await done).messages).toBe(1);
  });

  it('yields to the event loop while it handles a backlog with a handler that never awaits', async () => {
    let turns = 0;
    let turn: NodeJS.Immediate | undefined;
    const count = () => {
      turns++;
      turn = setImmediate(count);
    };
    @Payload(raw())
    class Busy extends Consumer {
      process(): void {
        const until = performance.now() + 5;
        while (performance.now() < until);
      }
    }
    const host = hostFor();
    const done = settled(host);
    turn = setImmediate(count);
    laneFor(planFor(Busy), host).take(batchOf(Array.from({ length: 20 }, (_, offset) => offset)));
    await done;
    clearImmediate(turn);
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  it('gives a message its time of arrival, even if it is delivered again, and decodes it once', async () => {
    const seen: Message<Buffer>[] = [];
    @Payload(raw())
    class Flaky extends Consumer {
      process(message: Message<Buffer>): void {
        seen.push(message);
        if (message.attempt === 1) throw new Error('no');
      }
    }
    const host = hostFor();
    const done = settled(host);
    laneFor(planFor(Flaky), host).take(batchOf([0]));
    await done;
    expect(seen.map(({ attempt }) => attempt)).toEqual([2, 2]);
    expect(seen[0]).toBe(seen[1]);
  });

  it('does not wait out a back-off when it is held', async () => {
    @Payload(raw())
    class Failing extends Consumer {
      process(): void {
        throw new Error('no');
      }
    }
    const host = hostFor();
    const lane = laneFor(planFor(Failing, { pauseMs: 3_600_000, maxPauseMs: 3_600_000 }), host);
    const failed = next(host.monitor, 'consumer.failed');
    lane.take(batchOf([0]));
    await failed;
    await lane.hold();
    expect(lane.tracker.frontier).toBe(0);
  });
});
