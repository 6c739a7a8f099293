/** Messages without a timestamp, and with one that no Date can hold. */
import { describe, expect, it } from '@jest/globals';
import { forwardedCopy } from '../../../src/consuming/failure/forwarded-copy.js';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { Message } from '../../../src/contracts/message.js';
import { raw } from '../../../src/payloads/schemas.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { consumed, idlePlan } from '../../support/messages.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, next, recordAt } from '../../support/world.js';

const odd = [
  ['none', -1],
  ['one that no Date can hold', Number.NaN],
] as const;

function setUp(options: object) {
  const seen: number[] = [];
  @Payload(raw())
  class Seen extends Consumer {
    process({ offset }: Message<Buffer>): void {
      seen.push(offset);
    }
  }
  const host = hostFor();
  return { seen, host, lane: laneFor(planFor(Seen, options), host) };
}

describe.each(odd)('a message whose timestamp is %s', (_what, timestamp) => {
  it('shows an invalid Date, and its dead letter has an empty timestamp', () => {
    const message = consumed({ timestamp });
    expect(message.timestamp.getTime()).toBeNaN();
    const { headers } = forwardedCopy(message, idlePlan, 'dead', { error: undefined, reason: 'odd' });
    expect(headers['kfw-source-timestamp']).toBe('');
  });

  it('never expires, while others do', async () => {
    const { seen, host, lane } = setUp({ maxAgeMs: 60_000 });
    const consumedAll = next(host.monitor, 'consumer.consumed');
    const expired = next(host.monitor, 'messages.expired');
    lane.take(
      batchOf([], {
        records: [
          { ...recordAt(0), timestamp },
          { ...recordAt(1), timestamp: 1_000 },
        ],
      }),
    );
    expect(await expired).toMatchObject({ firstOffset: 1, lastOffset: 1 });
    await consumedAll;
    expect(seen).toEqual([0]);
  });

  it('is delayed from its arrival', async () => {
    const { seen, host, lane } = setUp({ delayMs: 50 });
    const consumedAll = next(host.monitor, 'consumer.consumed');
    const cameAt = Date.now();
    lane.take(batchOf([], { records: [{ ...recordAt(0), timestamp }] }));
    expect(lane.status.dueInMs).toBeGreaterThan(0);
    await consumedAll;
    expect(seen).toEqual([0]);
    expect(Date.now() - cameAt).toBeGreaterThanOrEqual(50);
  });
});

it('a time before 1970 is a valid timestamp', () => {
  expect(consumed({ timestamp: -86_400_000 }).timestamp.toISOString()).toBe('1969-12-31T00:00:00.000Z');
});
