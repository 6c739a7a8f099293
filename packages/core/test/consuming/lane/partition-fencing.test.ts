/** A transactional lane fences its partition before it handles anything, and again when it has been fenced. */
import { describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import type { LaneHost } from '../../../src/consuming/lane/lane-host.js';
import type { Message } from '../../../src/contracts/message.js';
import { coreError } from '../../../src/errors/core-errors.js';
import { json } from '../../../src/payloads/schemas.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { planFor } from '../../support/plan.js';
import { batchOf, hostFor, laneFor, next } from '../../support/world.js';

function world(over: Partial<LaneHost>) {
  const handled: number[] = [];
  @Payload(json())
  class Noting extends Consumer {
    process({ offset }: Message): void {
      handled.push(offset);
    }
  }
  const host = hostFor(over);
  const lane = laneFor(planFor(Noting, { transactional: true }), host);
  return { host, lane, handled };
}

describe('a transactional lane', () => {
  it('handles nothing before its partition is fenced, and then only uncommitted messages', async () => {
    const taken = Promise.withResolvers<number | null>();
    const { host, lane, handled } = world({ fencePartition: () => taken.promise });
    lane.take(batchOf([3, 4]));
    expect(host.fetching).toEqual([]);
    taken.resolve(4);
    await new Promise(setImmediate);
    expect([handled, host.fetching]).toEqual([[], ['from 4']]);
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([3, 4, 5]));
    await consumed;
    expect(handled).toEqual([4, 5]);
  });

  it('keeps its fetched messages when they begin at the committed offset', async () => {
    const { host, lane, handled } = world({ fencePartition: async () => 3 });
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([3, 4]));
    await consumed;
    expect([handled, host.fetching]).toEqual([[3, 4], []]);
  });

  it('reports a failed fencing, and tries again', async () => {
    let tries = 0;
    const takeOver = async () => {
      tries++;
      if (tries === 1) throw new Error('no coordinator');
      return null;
    };
    const { host, lane, handled } = world({ fencePartition: takeOver });
    const failed = next(host.monitor, 'takeover.failed');
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([3]));
    expect(await failed).toMatchObject({ topic: 'users', partition: 0, retryInMs: 0 });
    await consumed;
    expect([handled, tries]).toEqual([[3], 2]);
  });

  it('fences the partition again when it has been fenced, and continues at the committed offset', async () => {
    let tries = 0;
    const takeOver = async () => {
      tries++;
      return tries === 1 ? null : 5;
    };
    const commits: number[] = [];
    const sendAndCommit: LaneHost['sendAndCommit'] = async (_lane, _messages, offset) => {
      commits.push(offset);
      if (commits.length === 1) throw coreError('KFW_TRANSACTION_FENCED', { id: 'x', step: 'commit', reason: 'no' });
    };
    const { host, lane, handled } = world({ fencePartition: takeOver, sendAndCommit });
    const failed = next(host.monitor, 'consumer.failed');
    const moved = Promise.withResolvers<void>();
    const fetchFrom = host.fetchFrom.bind(host);
    host.fetchFrom = (...given) => {
      fetchFrom(...given);
      moved.resolve();
    };
    lane.take(batchOf([3, 4]));
    expect(await failed).toMatchObject({ outcome: 'retry' });
    await moved.promise;
    const consumed = next(host.monitor, 'consumer.consumed');
    lane.take(batchOf([5]));
    await consumed;
    expect([handled, commits]).toEqual([
      [3, 4, 5],
      [5, 6],
    ]);
  });

  it('does not delay a stop while it is fencing', async () => {
    const { lane } = world({ fencePartition: () => new Promise(() => {}) });
    lane.take(batchOf([3]));
    await lane.hold();
    expect(lane.status.state).toBe('held');
  });
});
