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

function loopFor(consumer: unknown, monitor: Monitor, topics: string | RegExp = 'users'): ConsumeLoop {
  const routes = drawRoutes(({ topic }) => topic(topics, { consumer: consumer as never, maxMessages: 1 }));
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

@Payload(raw())
class Idle extends Consumer {
  process(_message: Message<Buffer>): void {}
}

/** The series of the instruments of lanes: the name, its topics, and how many there are. */
function laneSeries(monitor: Monitor): [name: string, topics: string[], count: number][] {
  const names: unknown[] = seriesOfTopics().map(([name]) => name);
  const collected = monitor.measurements.collect().filter(({ name }) => names.includes(name));
  return collected.map(({ name, series }) => {
    const topics = [...new Set(series.map(({ labels }) => labels['topic'] ?? ''))];
    const isAtZero = series.every(({ value, distribution }) => value === 0 && (distribution?.count ?? 0) === 0);
    if (!isAtZero) throw new Error(`${name} is not at 0`);
    return [name, topics, series.length];
  });
}

const seriesOfTopics = (...topics: string[]) => [
  ['kfw_consumer_messages_total', topics, 5],
  ['kfw_consumer_bytes_total', topics, 5],
  ['kfw_consumer_failures_total', topics, 6],
  ['kfw_dead_letters_total', topics, 2],
  ['kfw_consumer_skips_total', topics, 2],
  ['kfw_consumer_handler_seconds', topics, 1],
  ['kfw_consumer_batch_messages', topics, 1],
  ['kfw_consumer_queue_seconds', topics, 1],
  ['kfw_consumer_waiting_seconds_total', topics, 1],
  ['kfw_consumer_waiting_partitions', topics, 1],
];

describe('a consume loop', () => {
  it('has every series of its lanes at 0 before it has a lane, and no other when it has one', () => {
    const monitor = new Monitor();
    const loop = loopFor(Idle, monitor);
    expect(laneSeries(monitor)).toEqual(seriesOfTopics('users'));
    loop.onAssigned({ generation: 1, partitions: [users(0)] });
    expect(laneSeries(monitor)).toEqual(seriesOfTopics('users'));
  });

  it('has the series of a topic that matches a pattern as soon as it is assigned', () => {
    const monitor = new Monitor();
    const loop = loopFor(Idle, monitor, /^us/);
    expect(laneSeries(monitor)).toEqual([]);
    loop.onAssigned({ generation: 1, partitions: [users(0)] });
    expect(laneSeries(monitor)).toEqual(seriesOfTopics('users'));
  });

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
