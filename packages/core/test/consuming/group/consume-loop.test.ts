import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { BufferBudget } from '../../../src/consuming/buffer/buffer-budget.js';
import { ConsumeLoop } from '../../../src/consuming/group/consume-loop.js';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import { ConcurrencyLimiter } from '../../../src/consuming/schedule/concurrency-limiter.js';
import type { Message } from '../../../src/contracts/message.js';
import { Monitor } from '../../../src/events/monitor.js';
import { raw } from '../../../src/payloads/schemas.js';
import { silentLogger } from '../../../src/ports/logger.js';
import type { Source } from '../../../src/ports/transport.js';
import { OnRevoked, OnShutdown, Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { drawRoutes } from '../../../src/routing/declare/draw.js';
import { compilePlan } from '../../../src/routing/plan/compile-plan.js';
import { batchOf, codecs, next, topicOf } from '../../support/world.js';

const users = (partition: number) => ({ topic: 'users', partition });

/** A source that does nothing: the tests call the loop as a transport would. */
const idleSource: Source = {
  async start() {},
  async stop() {},
  pause() {},
  resume() {},
  resetTo() {},
  commit: async () => ({ stale: [] }),
};

function loopFor(consumer: unknown, monitor: Monitor): ConsumeLoop {
  const routes = drawRoutes(({ topic }) => topic('users', { consumer: consumer as never, maxMessages: 1 }));
  const [group] = compilePlan({ routes, clientId: 'shop', codecs }).groups;
  if (group === undefined) throw new Error('no group');
  const bufferBudget = new BufferBudget(Number.POSITIVE_INFINITY);
  const lookup = topicOf(0, 1_000);
  const host = {
    source: idleSource,
    monitor,
    logger: silentLogger,
    commitIntervalMs: 1,
    bufferBudget,
    limiter: new ConcurrencyLimiter(),
    lookup,
    deliver: async () => {},
  };
  return new ConsumeLoop({
    group,
    ...host,
    sessionTimeoutMs: 30_000,
    respond: async () => ({}),
    fencePartition: async () => null,
    transact: async () => {},
  });
}

describe('a consume loop', () => {
  it('begins nothing more on a lost partition, even if the group has rebalanced while its handler ran', async () => {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const seen: string[] = [];
    @Payload(raw())
    class Worker extends Consumer {
      async process({ partition, offset }: Message<Buffer>): Promise<void> {
        seen.push(`${partition}@${offset}`);
        if (partition === 1) return;
        begun.resolve();
        await gate.promise;
        // Lets timers fire if it is called repeatedly.
        await turn();
      }
    }
    const monitor = new Monitor();
    const loop = loopFor(Worker, monitor);
    loop.onAssigned({ generation: 1, partitions: [users(0), users(1)] });
    loop.onBatch(batchOf([0, 1], { partition: 0 }));
    await begun.promise;
    const revoked = loop.onRevoked({ generation: 1, partitions: [users(0)], deadlineMs: 0, lost: true });
    loop.onJoined({ memberId: 'a', generation: 2, groupGeneration: 7 });
    gate.resolve();
    await revoked;
    const consumed = next(monitor, 'consumer.consumed');
    loop.onBatch(batchOf([0], { partition: 1 }));
    await consumed;
    expect(seen).toEqual(['0@0', '1@0']);
    await loop.stop();
  });

  it('delivers a partition that was lost and assigned again while its revocation was still running', async () => {
    const revoking = Promise.withResolvers<void>();
    const seen: string[] = [];
    @Payload(raw())
    class Worker extends Consumer {
      process({ partition, offset }: Message<Buffer>): void {
        seen.push(`${partition}@${offset}`);
      }

      @OnRevoked()
      end(): Promise<void> {
        return revoking.promise;
      }
    }
    const monitor = new Monitor();
    const loop = loopFor(Worker, monitor);
    loop.onAssigned({ generation: 1, partitions: [users(0), users(1)] });
    const revoked = loop.onRevoked({ generation: 1, partitions: [users(0), users(1)], deadlineMs: 0, lost: true });
    loop.onAssigned({ generation: 2, partitions: [users(0), users(1)] });
    revoking.resolve();
    await revoked;
    for (const partition of [0, 1]) {
      const consumed = next(monitor, 'consumer.consumed');
      loop.onBatch(batchOf([0], { partition, generation: 2 }));
      await consumed;
    }
    expect(seen).toEqual(['0@0', '1@0']);
    await loop.stop();
  });

  it('reports once that the group takes long to admit it, and until then that it is joining', async () => {
    jest.useFakeTimers();
    try {
      @Payload(raw())
      class Idle extends Consumer {
        process(): void {}
      }
      const monitor = new Monitor();
      const waiting: unknown[] = [];
      monitor.subscribe('group.waiting', (event) => waiting.push(event));
      const [slow, quick, stopped] = [loopFor(Idle, monitor), loopFor(Idle, monitor), loopFor(Idle, monitor)];
      for (const loop of [slow, quick, stopped]) await loop.start(() => {});
      quick.onJoined({ memberId: 'a', generation: 1, groupGeneration: 7 });
      await stopped.stop();
      expect([slow.isJoining, quick.isJoining]).toEqual([true, false]);
      jest.advanceTimersByTime(60_000);
      expect(waiting).toEqual([{ group: slow.group, waitedMs: 3_000, sessionTimeoutMs: 30_000 }]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('waits for callbacks until the deadline of the revocation, and names those that hang', async () => {
    const hanging = Promise.withResolvers<void>();
    @Payload(raw())
    class Hanging extends Consumer {
      process(): void {}

      @OnShutdown()
      @OnRevoked()
      end(): Promise<void> | void {
        if (this.partition === 0) return hanging.promise;
      }
    }
    const monitor = new Monitor();
    const loop = loopFor(Hanging, monitor);
    loop.onAssigned({ generation: 1, partitions: [users(0), users(1)] });
    const revoked = next(monitor, 'partitions.revoked');
    await loop.onRevoked({ generation: 1, partitions: [users(0), users(1)], deadlineMs: 1, lost: false });
    expect((await revoked).partitions).toHaveLength(2);
    expect(loop.lanes).toEqual([]);
    expect(loop.running).toMatchObject([{ partition: 0, consumer: 'Hanging', callback: 'onRevoked' }]);
    const stopping = loop.stop();
    await turn();
    expect(loop.running).toHaveLength(1);
    hanging.resolve();
    await stopping;
    expect(loop.running).toEqual([]);
  });
});
