/** Helpers of core's tests: a host for lanes, records, and waiting for events instead of sleeping. */
import {
  BufferBudget,
  builtInCodecs,
  Codecs,
  ConcurrencyLimiter,
  createLane,
  type EventName,
  type KfwEvents,
  type Lane,
  type LaneHost,
  Monitor,
  type OffsetLookup,
  type RawBatch,
  type RawRecord,
  resolveSeekTarget,
  silentLogger,
  type TopicPlan,
} from '@kfw/core';

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
    commitRun: async () => {},
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
