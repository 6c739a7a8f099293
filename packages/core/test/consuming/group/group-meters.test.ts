/** What is measured of the membership in a group, as a transport drives its loop. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BufferBudget } from '../../../src/consuming/buffer/buffer-budget.js';
import { ConsumeLoop } from '../../../src/consuming/group/consume-loop.js';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import { ConcurrencyLimiter } from '../../../src/consuming/schedule/concurrency-limiter.js';
import { coreError } from '../../../src/errors/core-errors.js';
import { Monitor } from '../../../src/events/monitor.js';
import { raw } from '../../../src/payloads/schemas.js';
import { silentLogger } from '../../../src/ports/logger.js';
import type { Source } from '../../../src/ports/transport.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { drawRoutes } from '../../../src/routing/declare/draw.js';
import { compilePlan } from '../../../src/routing/plan/compile-plan.js';
import { collected, observed } from '../../support/collected.js';
import { batchOf, codecs, next, topicOf } from '../../support/world.js';

const group = 'shop';
const partitions = [{ topic: 'users', partition: 0 }];

@Payload(raw())
class Worker extends Consumer {
  process(): void {}
}

interface Behaviour {
  commit?: Source['commit'];
  transact?: () => Promise<void>;
  isMember?: boolean;
}

function worldWith(behaviour: Behaviour = {}, options: object = {}) {
  const monitor = new Monitor();
  const source: Source = {
    async start() {},
    async stop() {},
    pause() {},
    resume() {},
    resetTo() {},
    commit: (offsets) => behaviour.commit?.(offsets) ?? Promise.resolve({ stale: [] }),
    progress: () => ({ isMember: behaviour.isMember ?? true, polledAt: undefined, partitions: [] }),
  };
  const routes = drawRoutes(({ topic }) => topic('users', { consumer: Worker as never, ...options }));
  const [plan] = compilePlan({ routes, clientId: group, codecs }).groups;
  if (plan === undefined) throw new Error('no group');
  const loop = new ConsumeLoop({
    group: { ...plan, id: group },
    source,
    monitor,
    logger: silentLogger,
    commitIntervalMs: 5,
    bufferBudget: new BufferBudget(Number.POSITIVE_INFINITY),
    limiter: new ConcurrencyLimiter(),
    lookup: topicOf(0, 1_000),
    sessionTimeoutMs: 30_000,
    deliver: async () => {},
    respond: async () => ({}),
    fencePartition: async () => null,
    transact: () => behaviour.transact?.() ?? Promise.resolve(),
  });
  const { measurements } = monitor;
  let generation = 0;
  const join = () => loop.onJoined({ memberId: 'a', generation: ++generation, groupGeneration: generation });
  const rebalances = () => ({
    counted: collected(measurements, 'kfw_rebalances_total')[group],
    ...observed(measurements, 'kfw_rebalance_seconds')[group],
  });
  return { loop, monitor, measurements, behaviour, join, rebalances };
}

describe('rebalances', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
  afterEach(() => void jest.useRealTimers());

  it('are there at 0, and the first join is not one', () => {
    const { join, rebalances } = worldWith();
    expect(rebalances()).toEqual({ counted: 0, count: 0, sum: 0 });
    jest.advanceTimersByTime(5_000);
    join();
    expect(rebalances()).toEqual({ counted: 0, count: 0, sum: 0 });
  });

  it('that drain every partition last from their notice to the join, noticed once or more', async () => {
    const { loop, join, rebalances } = worldWith();
    join();
    jest.advanceTimersByTime(60_000);
    await loop.onRebalancing({ partitions, deadlineMs: 100 });
    jest.advanceTimersByTime(400);
    await loop.onRebalancing({ partitions, deadlineMs: 100 });
    jest.advanceTimersByTime(350);
    expect(rebalances()).toEqual({ counted: 0, count: 0, sum: 0 });
    join();
    expect(rebalances()).toEqual({ counted: 1, count: 1, sum: 0.75 });
  });

  it('that revoke some partitions last from there to the join', async () => {
    const { loop, join, rebalances } = worldWith();
    join();
    await loop.onRevoked({ generation: 1, partitions, deadlineMs: 0, lost: false });
    jest.advanceTimersByTime(250);
    join();
    expect(rebalances()).toEqual({ counted: 1, count: 1, sum: 0.25 });
  });

  it('that stop nothing are counted', () => {
    const { join, rebalances } = worldWith();
    join();
    jest.advanceTimersByTime(1_000);
    join();
    expect(rebalances()).toEqual({ counted: 1, count: 1, sum: 0 });
  });

  it('that follow the loss of the membership last from the loss', async () => {
    const { loop, behaviour, join, rebalances } = worldWith();
    join();
    behaviour.isMember = false;
    await loop.onRevoked({ generation: 1, partitions, deadlineMs: 0, lost: true });
    jest.advanceTimersByTime(2_000);
    behaviour.isMember = true;
    join();
    expect(rebalances()).toEqual({ counted: 1, count: 1, sum: 2 });
  });

  it('are not what a deleted topic or a gap in a log costs', async () => {
    const { loop, join, rebalances } = worldWith();
    join();
    await loop.onRevoked({ generation: 1, partitions, deadlineMs: 0, lost: true });
    jest.advanceTimersByTime(600_000);
    await loop.onRebalancing({ partitions, deadlineMs: 0 });
    jest.advanceTimersByTime(100);
    join();
    expect(rebalances()).toEqual({ counted: 1, count: 1, sum: 0.1 });
  });
});

describe('restarts of a membership', () => {
  it('are counted by cause, and a crash without one is not', () => {
    const { monitor, measurements } = worldWith();
    expect(collected(measurements, 'kfw_group_restarts_total')).toEqual({ 'shop stalled': 0, 'shop crashed': 0 });
    const crash = { group, error: new Error('x'), attempt: 1 };
    monitor.publish('group.crashed', { ...crash, restartInMs: 100 });
    monitor.publish('group.crashed', { ...crash, restartInMs: undefined });
    monitor.publish('group.crashed', { ...crash, group: 'another', restartInMs: 100 });
    expect(collected(measurements, 'kfw_group_restarts_total')).toEqual({ 'shop stalled': 0, 'shop crashed': 1 });
  });
});

describe('commits', () => {
  it('are observed with their duration, those that failed included', async () => {
    const refusal = Object.assign(new Error('x'), { type: 'REBALANCE_IN_PROGRESS' });
    let commits = 0;
    const { loop, monitor, measurements } = worldWith({
      commit: async () => {
        commits += 1;
        if (commits === 1) throw refusal;
        return { stale: [] };
      },
    });
    expect(observed(measurements, 'kfw_commit_seconds')).toEqual({ shop: { count: 0, sum: 0 } });
    expect(collected(measurements, 'kfw_commit_failures_total')).toEqual({ 'shop other': 0 });
    loop.onAssigned({ generation: 1, partitions });
    const committed = next(monitor, 'offsets.committed');
    loop.onBatch(batchOf([0]));
    await committed;
    expect(observed(measurements, 'kfw_commit_seconds').shop?.count).toBe(2);
    expect(collected(measurements, 'kfw_commit_failures_total')).toEqual({
      'shop other': 0,
      'shop REBALANCE_IN_PROGRESS': 1,
    });
    await loop.stop();
  });

  it('of ended assignments are not sent, and not counted', async () => {
    const { loop, monitor, measurements } = worldWith({ commit: async (offsets) => ({ stale: offsets }) });
    loop.onAssigned({ generation: 1, partitions });
    const consumed = next(monitor, 'consumer.consumed');
    loop.onBatch(batchOf([0]));
    await consumed;
    await loop.stop();
    expect(observed(measurements, 'kfw_commit_seconds').shop?.count).toBe(0);
  });

  it('in transactions count as well, unless the messages were rejected first', async () => {
    const errors = [
      coreError('KFW_TRANSACTION_FAILED', { id: 't', step: 'commit', reason: 'x' }),
      coreError('KFW_KEY_MISSING', { topic: 'users' }),
    ];
    const { loop, monitor, measurements } = worldWith(
      {
        transact: async () => {
          const error = errors.shift();
          if (error !== undefined) throw error;
        },
      },
      { transactional: true, pauseMs: 0 },
    );
    loop.onAssigned({ generation: 1, partitions });
    const consumed = next(monitor, 'consumer.consumed');
    loop.onBatch(batchOf([0]));
    await consumed;
    expect(errors).toEqual([]);
    expect(observed(measurements, 'kfw_commit_seconds').shop?.count).toBe(2);
    expect(collected(measurements, 'kfw_commit_failures_total')).toEqual({
      'shop other': 0,
      'shop KFW_TRANSACTION_FAILED': 1,
    });
    await loop.stop();
  });
});
