/** The lag of a lane whose messages are in every state of a life. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { Lane } from '../../../src/consuming/lane/lane.js';
import type { Batch, Message } from '../../../src/contracts/message.js';
import { raw } from '../../../src/payloads/schemas.js';
import type { RawRecord } from '../../../src/ports/records.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, next, recordAt } from '../../support/world.js';

const now = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;

/** A message of each of the last minutes: at offset 0, that of 10 minutes ago. */
const aged = (offset: number, over: Partial<RawRecord> = {}): RawRecord => ({
  ...recordAt(offset),
  timestamp: now - (10 - offset) * minuteMs,
  ...over,
});

let calls: { message: Message<Buffer>; finish: () => void; fail: (error: Error) => void }[] = [];

@Payload(raw())
class Waiting extends Consumer {
  process(message: Message<Buffer>): Promise<void> {
    return new Promise((finish, fail) => calls.push({ message, finish, fail }));
  }
}

@Payload(raw())
class Marking extends Consumer {
  consume({ messages }: Batch<Buffer>): void {
    for (const { offset } of messages) if (offset === 0) this.markAsConsumed(messages[0] as Message<Buffer>);
  }
}

describe('the lag in seconds of a lane', () => {
  beforeEach(() => {
    calls = [];
    jest.spyOn(Date, 'now').mockReturnValue(now);
  });
  afterEach(() => jest.restoreAllMocks());

  const turn = async () => {
    for (let turns = 0; turns < 10; turns++) await new Promise(setImmediate);
  };
  const minutes = (lane: Lane) => (lane.status.lagSeconds ?? Number.NaN) / 60;

  it('follows the frontier', async () => {
    const lane = laneFor(planFor(Waiting), hostFor());
    expect(lane.status).toMatchObject({ lag: undefined, lagSeconds: undefined });
    lane.take(batchOf([], { records: [aged(0), aged(1)], nextOffset: 2, highWatermark: 2 }));
    expect(minutes(lane)).toBe(10);
    await turn();
    calls[0]?.finish();
    await turn();
    expect(minutes(lane)).toBe(9);
    calls[1]?.finish();
    await turn();
    expect(lane.status).toMatchObject({ lag: 0, lagSeconds: 0 });
  });

  it('counts from the arrival of a message without a time, or with one in the future', () => {
    for (const timestamp of [-1, Number.NaN, now + minuteMs]) {
      const lane = laneFor(planFor(Waiting), hostFor());
      lane.take(batchOf([], { records: [aged(0, { timestamp })], highWatermark: 1 }));
      jest.spyOn(Date, 'now').mockReturnValue(now + 5 * minuteMs);
      expect(minutes(lane)).toBe(5);
      jest.spyOn(Date, 'now').mockReturnValue(now);
    }
  });

  it('is that of the first unfinished message when later ones are done, with orderedBy', async () => {
    const lane = laneFor(planFor(Waiting, { orderedBy: 'key' }), hostFor());
    const records = [0, 1, 2].map((offset) => aged(offset, { key: Buffer.from(`${offset}`) }));
    lane.take(batchOf([], { records, highWatermark: 3 }));
    await turn();
    for (const { message, finish } of calls) if (message.offset > 0) finish();
    await turn();
    expect(minutes(lane)).toBe(10);
    calls.find(({ message }) => message.offset === 0)?.finish();
    await turn();
    expect(lane.status.lagSeconds).toBe(0);
  });

  it('grows while a lane backs off, is paused, or is held', async () => {
    const host = hostFor();
    const lane = laneFor(planFor(Waiting, { pauseMs: minuteMs }), host);
    lane.take(batchOf([], { records: [aged(0)], highWatermark: 1 }));
    await turn();
    const failed = next(host.monitor, 'consumer.failed');
    calls[0]?.fail(new Error('not now'));
    await failed;
    await turn();
    jest.spyOn(Date, 'now').mockReturnValue(now + minuteMs);
    expect(lane.status).toMatchObject({ state: 'backing off', lagSeconds: 660 });
    await lane.hold();
    jest.spyOn(Date, 'now').mockReturnValue(now + 2 * minuteMs);
    expect(lane.status).toMatchObject({ lagSeconds: 720 });
  });

  it('is that of the first unmarked message with manualOffsets, which is no longer in memory', async () => {
    const lane = laneFor(planFor(Marking, { manualOffsets: true, maxMessages: 2 }), hostFor());
    lane.take(batchOf([], { records: [0, 1, 2, 3].map((offset) => aged(offset)), highWatermark: 4 }));
    await lane.hold();
    await turn();
    lane.release();
    await turn();
    expect(lane.status).toMatchObject({ backlogMessages: 0, unmarked: 3, lag: 3 });
    expect(minutes(lane)).toBe(9);
  });
});
