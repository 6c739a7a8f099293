/** What a lane says that it is at, when nothing runs and yet something waits. */
import { describe, expect, it } from '@jest/globals';
import { Consumer, type Message, Payload, raw } from '@kfw/core';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, next, recordAt } from '../../support/world.js';

const minuteMs = 60_000;

@Payload(raw())
class Picky extends Consumer {
  process({ key }: Message<Buffer>): void {
    if (key === 'bad') throw new Error('not this one');
  }
}

describe('a lane that waits', () => {
  it('says when delayed messages are due', async () => {
    const lane = laneFor(planFor(Picky, { delayMs: minuteMs }), hostFor());
    lane.take(batchOf([], { records: [{ ...recordAt(0), timestamp: Date.now() }] }));
    const { state, dueInMs = 0, backlogMessages } = lane.status;
    expect({ state, backlogMessages }).toEqual({ state: 'idle', backlogMessages: 1 });
    expect(dueInMs).toBeGreaterThan(minuteMs / 2);
    await lane.hold();
  });

  it('says when the first of its keys goes on that back off', async () => {
    const host = hostFor();
    const lane = laneFor(planFor(Picky, { orderedBy: 'key', pauseMs: minuteMs }), host);
    const failed = next(host.monitor, 'consumer.failed');
    lane.take(batchOf([], { records: [{ ...recordAt(0), key: Buffer.from('bad') }] }));
    await failed;
    // The event comes before the call is over.
    await new Promise(setImmediate);
    const { state, dueInMs = 0 } = lane.status;
    expect(state).toBe('idle');
    expect(dueInMs).toBeGreaterThan(minuteMs / 4);
    await lane.hold();
  });

  it('is due at no time when it has nothing', () => {
    expect(laneFor(planFor(Picky, {}), hostFor()).status).toMatchObject({ state: 'idle', dueInMs: undefined });
  });
});
