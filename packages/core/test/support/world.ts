/** Helpers of core's tests: a host for lanes, records, and waiting for events instead of sleeping. */
import { BufferBudget } from '../../src/consuming/buffer/buffer-budget.js';
import { createLane } from '../../src/consuming/lane/create-lane.js';
import type { Lane } from '../../src/consuming/lane/lane.js';
import type { LaneHost } from '../../src/consuming/lane/lane-host.js';
import { resolveSeekTarget } from '../../src/consuming/lane/resolve-seek-target.js';
import { ConcurrencyLimiter } from '../../src/consuming/schedule/concurrency-limiter.js';
import type { EventName, KfwEvents } from '../../src/events/events.js';
import { Monitor } from '../../src/events/monitor.js';
import { builtInCodecs } from '../../src/payloads/built-in-codecs.js';
import type { OffsetLookup } from '../../src/ports/admin.js';
import { silentLogger } from '../../src/ports/logger.js';
import type { RawBatch, RawRecord } from '../../src/ports/records.js';
import type { TopicPlan } from '../../src/routing/plan/plan.js';
import { Codecs } from '../../src/routing/schemas/codecs.js';

export const codecs = new Codecs(builtInCodecs);

export function next<Name extends EventName>(monitor: Monitor, name: Name): Promise<KfwEvents[Name]> {
  return new Promise((resolve) => {
    const unsubscribe = monitor.subscribe(name, (event) => {
      unsubscribe();
      resolve(event);
    });
  });
}

export function recordAt(offset: number, value: Buffer | null = Buffer.from(`${offset}`)): RawRecord {
  return { offset, timestamp: 1_000 + offset, key: null, value, headers: {}, sizeBytes: value?.length ?? 0 };
}

export function batchOf(offsets: readonly number[], over: Partial<RawBatch> = {}): RawBatch {
  const records = offsets.map((offset) => recordAt(offset));
  return {
    topic: 'users',
    partition: 0,
    generation: 1,
    highWatermark: 100,
    records,
    nextOffset: (over.records ?? records).reduce((next, { offset }) => Math.max(next, offset + 1), 0),
    ...over,
  };
}

/** A topic of one partition, with a message for each second. */
export function topicOf(low: number, high: number): OffsetLookup {
  return {
    topicOffsets: async () => [{ partition: 0, low, high }],
    offsetsAt: async (_topic, timestampMs) => [
      { partition: 0, offset: Math.min(high, Math.ceil(timestampMs / 1_000)) },
    ],
  };
}

export interface TestHost extends LaneHost {
  readonly stopped: Error[];
  readonly fetching: string[];
}

export function hostFor(over: Partial<LaneHost> = {}): TestHost {
  const stopped: Error[] = [];
  const fetching: string[] = [];
  return {
    monitor: new Monitor(),
    logger: silentLogger,
    bufferBudget: new BufferBudget(Number.POSITIVE_INFINITY),
    respond: async () => ({}),
    limiter: new ConcurrencyLimiter(),
    deliver: async () => {},
    fencePartition: async () => null,
    sendAndCommit: async () => {},
    resolveSeekTarget: (lane, target) => resolveSeekTarget(topicOf(0, 100), lane, target),
    fetchFrom: (_lane, offset) => void fetching.push(`from ${offset}`),
    pauseFetching: () => void fetching.push('pause'),
    resumeFetching: () => void fetching.push('resume'),
    progressed: () => {},
    stop: (error) => void stopped.push(error),
    stopped,
    fetching,
    ...over,
  };
}

/** An open lane: without `@OnAssigned` it handles batches at once. */
export function laneFor(plan: TopicPlan, host: LaneHost): Lane {
  const lane = createLane(plan, 0, 1, host);
  void lane.open();
  return lane;
}
