/** The status of a lane when messages wait and nothing runs. */
import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { Message } from '../../../src/contracts/message.js';
import { raw } from '../../../src/payloads/schemas.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, next, recordAt } from '../../support/world.js';

const minuteMs = 60_000;

@Payload(raw())
class Picky extends Consumer {
  process({ key }: Message<Buffer>): void {
    if (key === 'bad') throw new Error('not this one');
  }
}

describe('a waiting lane', () => {
  it('shows when delayed messages are due', async () => {
    const lane = laneFor(planFor(Picky, { delayMs: minuteMs }), hostFor());
    lane.take(batchOf([], { records: [{ ...recordAt(0), timestamp: Date.now() }] }));
    const { state, dueInMs = 0, backlogMessages } = lane.status;
    expect({ state, backlogMessages }).toEqual({ state: 'idle', backlogMessages: 1 });
    expect(dueInMs).toBeGreaterThan(minuteMs / 2);
    await lane.hold();
  });

  it('shows when the first of its backed-off keys continues', async () => {
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

  it('shows no due time when it has no messages', () => {
    expect(laneFor(planFor(Picky, {}), hostFor()).status).toMatchObject({ state: 'idle', dueInMs: undefined });
  });
});
