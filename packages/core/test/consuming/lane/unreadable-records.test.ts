/** A stand-in for unreadable records: no handler sees it, and the failure policy of the route decides about it. */
import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { Batch, Message } from '../../../src/contracts/message.js';
import { defineErrors } from '../../../src/errors/kfw-error.js';
import { raw } from '../../../src/payloads/schemas.js';
import type { RawRecord } from '../../../src/ports/records.js';
import type { OutgoingMessage } from '../../../src/producing/deliverer.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, next, recordAt } from '../../support/world.js';

const errors = defineErrors({ KFW_RECORDS_MALFORMED: () => 'The record batch at offset 5 of users[0] is malformed.' });
const problem = errors('KFW_RECORDS_MALFORMED', undefined as never);
const stored = Buffer.from('as it is stored');

/** Messages 3 and 4, a stand-in for 5 to 9, and message 12; no messages up to 14. */
const standIn: RawRecord = {
  ...recordAt(5, stored),
  headers: { 'kfw-batch-codec': Buffer.from('zstd') },
  lastOffset: 9,
  problem,
};
const batch = batchOf([], { records: [recordAt(3), recordAt(4), standIn, recordAt(12)], nextOffset: 14 });

function setUp(style: 'process' | 'consume', options: object = {}) {
  const seen: number[] = [];
  @Payload(raw())
  class ByProcess extends Consumer {
    process({ offset }: Message<Buffer>): void {
      seen.push(offset);
    }
  }
  @Payload(raw())
  class ByConsume extends Consumer {
    consume({ messages }: Batch<Buffer>): void {
      seen.push(...messages.map(({ offset }) => offset));
    }
  }
  const sent: OutgoingMessage[] = [];
  const commits: number[] = [];
  const deliver = async (message: OutgoingMessage) => void sent.push(message);
  const sendAndCommit = async (_lane: unknown, messages: readonly OutgoingMessage[], offset: number) => {
    sent.push(...messages);
    commits.push(offset);
  };
  const reached = Promise.withResolvers<void>();
  const host = hostFor({
    deliver,
    sendAndCommit,
    progressed: (lane) => (lane as typeof lanes).tracker.frontier === 14 && reached.resolve(),
  });
  const lanes = laneFor(planFor(style === 'process' ? ByProcess : ByConsume, options), host);
  return { lane: lanes, host, seen, sent, commits, reached: reached.promise };
}

const ways = (['process', 'consume'] as const).flatMap((style) => [
  [style, 'in order', {}] as const,
  [style, 'by key', { orderedBy: 'key' }] as const,
  [style, 'in transactions', { transactional: true }] as const,
]);

describe.each(ways)('a stand-in for unreadable records, with %s, %s', (style, _how, options) => {
  it('is dead-lettered at once with the stored bytes, and the messages around it are handled', async () => {
    const { lane, host, seen, sent, commits, reached } = setUp(style, { ...options, deadLetter: 'dead' });
    const deadLettered = next(host.monitor, 'message.deadLettered');
    lane.take(batch);
    expect(await deadLettered).toMatchObject({ offset: 5, to: 'dead', attempts: 1, error: problem });
    await reached;
    expect(seen.toSorted((one, other) => one - other)).toEqual([3, 4, 12]);
    expect(sent).toMatchObject([{ topic: 'dead', key: null, value: stored }]);
    expect(sent[0]?.headerEntries?.map(String)).toEqual(['kfw-batch-codec,zstd']);
    expect(sent[0]?.headers).toMatchObject({ 'kfw-source-offset': '5', 'kfw-error-class': 'KFW_RECORDS_MALFORMED' });
    expect(commits).toEqual('transactional' in options ? [5, 12, 14] : []);
  });

  it('is skipped if the route says so', async () => {
    const { lane, host, seen, sent, reached } = setUp(style, {
      ...options,
      errors: { skip: ['KFW_RECORDS_MALFORMED'] },
    });
    const skipped = next(host.monitor, 'message.skipped');
    lane.take(batch);
    expect(await skipped).toMatchObject({ offset: 5, error: problem });
    await reached;
    expect([seen.toSorted((one, other) => one - other), sent]).toEqual([[3, 4, 12], []]);
  });

  it('stops its partition if the route has no other way, and nothing after it is committed', async () => {
    const { lane, host } = setUp(style, options);
    const failed = next(host.monitor, 'consumer.failed');
    lane.take(batch);
    expect(await failed).toMatchObject({ offset: 5, outcome: 'retry', error: problem });
    await lane.hold();
    expect(lane.tracker.frontier).toBe(5);
  });

  it('does not go to a retry topic, where it would be a readable message', async () => {
    if ('transactional' in options) return;
    const retrying = {
      ...options,
      retryTopics: ['10s'],
      deadLetter: 'dead',
      errors: { retry: ['KFW_RECORDS_MALFORMED'] },
    };
    const { lane, sent, reached } = setUp(style, retrying);
    lane.take(batch);
    await reached;
    expect(sent.map(({ topic }) => topic)).toEqual(['dead']);
  });
});

describe('offsets without messages', () => {
  it('are passed when everything before them is done, at once when nothing is before them', async () => {
    const { lane, reached } = setUp('process');
    lane.take(batchOf([], { nextOffset: 9 }));
    expect(lane.committable).toBe(9);
    lane.take(batchOf([9], { nextOffset: 14 }));
    await reached;
    expect(lane.committable).toBe(14);
  });

  it('are passed by manual offsets when everything before them is marked', async () => {
    const gate = Promise.withResolvers<void>();
    @Payload(raw())
    class Marking extends Consumer {
      async process(message: Message<Buffer>): Promise<void> {
        await gate.promise;
        if (message.offset !== 5) this.markAsConsumed(message);
      }
    }
    const committable: (number | undefined)[] = [];
    const host = hostFor({ progressed: (lane) => void committable.push(lane.committable) });
    const lane = laneFor(planFor(Marking, { manualOffsets: true }), host);
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([3], { nextOffset: 5 }));
    expect(committable).toEqual([]);
    gate.resolve();
    await consumed;
    expect(committable).toEqual([5]);
    const again = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([5, 6], { nextOffset: 8 }));
    await again;
    lane.take(batchOf([], { nextOffset: 20 }));
    expect(lane.committable).toBe(5);
  });
});
