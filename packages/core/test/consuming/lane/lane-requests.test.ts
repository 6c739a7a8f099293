/** Requests of a consumer to its lane: seeks, pauses and marks. */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { SeekTarget } from '../../../src/consuming/lane/resolve-seek-target.js';
import type { Batch, Message } from '../../../src/contracts/message.js';
import { raw } from '../../../src/payloads/schemas.js';
import { OnAssigned, Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, next } from '../../support/world.js';

/** Records the offsets of each batch, and runs a given action once per offset. */
function instructed(instructions: Record<number, (consumer: InstructableConsumer) => unknown>) {
  const seen: number[][] = [];
  @Payload(raw())
  class InstructedConsumer extends Consumer implements InstructableConsumer {
    async consume({ messages }: Batch<Buffer>): Promise<void> {
      const offsets = messages.map(({ offset }) => offset);
      seen.push(offsets);
      for (const offset of offsets) {
        const instruction = instructions[offset];
        delete instructions[offset];
        await instruction?.(this);
      }
    }
    seekTo(target: SeekTarget): Promise<void> {
      return this.seek(target);
    }
    pauseFor(ms?: number): void {
      this.pause(ms);
    }
    resumeLane(): void {
      this.resume();
    }
  }
  return { InstructedConsumer, seen };
}

interface InstructableConsumer {
  seekTo(target: SeekTarget): Promise<void>;
  pauseFor(ms?: number): void;
  resumeLane(): void;
}

describe('a seek', () => {
  it('drops fetched messages, continues at its target, and moves the frontier', async () => {
    const { InstructedConsumer, seen } = instructed({ 1: (consumer) => consumer.seekTo(50) });
    const host = hostFor();
    const lane = laneFor(planFor(InstructedConsumer, { maxMessages: 2 }), host);
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([0, 1, 2, 3]));
    await consumed;
    await turn();
    expect([seen, host.fetching, lane.committable]).toEqual([[[0, 1]], ['from 50'], 50]);
    const again = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([50, 51]));
    await again;
    expect([seen.at(-1), lane.committable]).toEqual([[50, 51], 52]);
  });

  it('is forgotten when its handler fails: the failed messages have precedence', async () => {
    const { InstructedConsumer, seen } = instructed({
      0: async (consumer) => {
        await consumer.seekTo(50);
        throw new Error('after all');
      },
    });
    const host = hostFor();
    const consumed = next(host.monitor, 'consumer.consumed');
    laneFor(planFor(InstructedConsumer), host).take(batchOf([0, 1]));
    await consumed;
    await turn();
    expect([seen, host.fetching]).toEqual([
      [
        [0, 1],
        [0, 1],
      ],
      [],
    ]);
  });

  it.each([
    [-1, 'KFW_SEEK_INVALID'],
    [1.5, 'KFW_SEEK_INVALID'],
    [Number.NaN, 'KFW_SEEK_INVALID'],
    [new Date('never'), 'KFW_SEEK_INVALID'],
    ['the end' as 'latest', 'KFW_SEEK_INVALID'],
    [101, 'KFW_SEEK_OUT_OF_RANGE'],
  ])('to %s is refused with %s', async (target, code) => {
    const { InstructedConsumer } = instructed({ 0: (consumer) => consumer.seekTo(target) });
    const host = hostFor();
    const failed = next(host.monitor, 'consumer.failed');
    const lane = laneFor(planFor(InstructedConsumer), host);
    lane.take(batchOf([0]));
    expect((await failed).error).toMatchObject({ code });
    await lane.hold();
    expect(host.fetching).toEqual([]);
  });

  it('from @OnAssigned decides the first offset of a partition', async () => {
    const seen: number[] = [];
    @Payload(raw())
    class Replaying extends Consumer {
      @OnAssigned()
      begin(): Promise<void> {
        return this.seek('earliest');
      }
      process({ offset }: Message<Buffer>): void {
        seen.push(offset);
      }
    }
    const host = hostFor();
    const lane = laneFor(planFor(Replaying), host);
    lane.take(batchOf([70, 71]));
    while (host.fetching.length === 0) await turn();
    expect(host.fetching).toEqual(['from 0']);
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([0, 1]));
    await consumed;
    expect(seen).toEqual([0, 1]);
  });

  it('whose target is never resolved does not block a stop', async () => {
    const { InstructedConsumer } = instructed({ 0: (consumer) => void consumer.seekTo(50) });
    const asked = Promise.withResolvers<void>();
    const locate = () => {
      asked.resolve();
      return new Promise<number>(() => {});
    };
    const lane = laneFor(planFor(InstructedConsumer), hostFor({ resolveSeekTarget: locate }));
    lane.take(batchOf([0]));
    await asked.promise;
    await lane.hold();
    expect(lane.committable).toBe(1);
  });
});

describe('a pause', () => {
  it('begins nothing until it is resumed, even if the lane is held and released meanwhile', async () => {
    let wake = () => {};
    const { InstructedConsumer, seen } = instructed({
      0: (consumer) => {
        wake = () => consumer.resumeLane();
        consumer.pauseFor();
      },
    });
    const host = hostFor();
    const lane = laneFor(planFor(InstructedConsumer, { maxMessages: 1 }), host);
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([0, 1]));
    await consumed;
    for (let rebalance = 0; rebalance < 3; rebalance++) {
      await lane.hold();
      lane.release();
      await turn();
    }
    expect(lane.status).toMatchObject({ state: 'paused', resumesInMs: undefined, backlogMessages: 1 });
    expect(seen).toEqual([[0]]);
    const again = next(host.monitor, 'consumer.consumed');
    wake();
    await again;
    expect(seen).toEqual([[0], [1]]);
  });

  it('with a duration ends by itself, and is shown in the status', async () => {
    const { InstructedConsumer, seen } = instructed({
      0: (consumer) => consumer.pauseFor(2 ** 40),
      1: (consumer) => consumer.pauseFor(1),
    });
    const host = hostFor();
    const lane = laneFor(planFor(InstructedConsumer, { maxMessages: 1 }), host);
    const first = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([0, 1, 2]));
    await first;
    await turn();
    // Longer than a timer of Node can wait.
    expect(lane.status.resumesInMs).toBeGreaterThan(2 ** 39);
    const last = new Promise<void>((resolve) => {
      host.monitor.subscribe('consumer.consumed', ({ lastOffset }) => lastOffset === 2 && resolve());
    });
    lane.resume();
    await last;
    expect(seen).toEqual([[0], [1], [2]]);
  });

  it.each([
    [undefined, Number.POSITIVE_INFINITY],
    [2 ** 30, 2 ** 30],
    [1, 1_000],
  ])('of %s ms before a failure is part of the reported retryInMs', async (pauseMs, retryInMs) => {
    const { InstructedConsumer } = instructed({
      0: (consumer) => {
        consumer.pauseFor(pauseMs);
        throw new Error('down');
      },
    });
    const host = hostFor();
    const failed = next(host.monitor, 'consumer.failed');
    const lane = laneFor(planFor(InstructedConsumer, { pauseMs: 1_000, maxPauseMs: 1_000 }), host);
    lane.take(batchOf([0]));
    const reportedMs = (await failed).retryInMs ?? Number.NaN;
    expect(reportedMs).toBeLessThanOrEqual(retryInMs);
    expect(reportedMs).toBeGreaterThanOrEqual(retryInMs * 0.8);
    await lane.hold();
  });

  it.each([-1, Number.NaN, '5' as unknown as number])('of %s is rejected', async (ms) => {
    const { InstructedConsumer } = instructed({ 0: (consumer) => consumer.pauseFor(ms) });
    const host = hostFor();
    const failed = next(host.monitor, 'consumer.failed');
    const lane = laneFor(planFor(InstructedConsumer), host);
    lane.take(batchOf([0]));
    expect((await failed).error).toMatchObject({ code: 'KFW_PAUSE_INVALID' });
    await lane.hold();
  });
});

describe('marking', () => {
  it('by hand leaves the number of unmarked messages in the status', async () => {
    @Payload(raw())
    class Collecting extends Consumer {
      consume({ messages }: Batch<Buffer>): void {
        const second = messages.find(({ offset }) => offset === 1);
        if (second !== undefined) this.markAsConsumed(second);
      }
    }
    const host = hostFor();
    const consumed = next(host.monitor, 'consumer.consumed');
    const lane = laneFor(planFor(Collecting, { manualOffsets: true }), host);
    lane.take(batchOf([0, 1, 2, 5]));
    await consumed;
    await turn();
    expect(lane.status).toMatchObject({ backlogMessages: 0, unmarked: 3, lag: 100 });
  });

  it('rejects a message of another partition', async () => {
    @Payload(raw())
    class Confused extends Consumer {
      process(message: Message<Buffer>): void {
        this.markAsConsumedThrough({ ...message, topic: message.topic, partition: 7 } as Message<Buffer>);
      }
    }
    const host = hostFor();
    const failed = next(host.monitor, 'consumer.failed');
    const lane = laneFor(planFor(Confused), host);
    lane.take(batchOf([0]));
    expect((await failed).error).toMatchObject({ code: 'KFW_MESSAGE_FOREIGN' });
    await lane.hold();
  });
});
