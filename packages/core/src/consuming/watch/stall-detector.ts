/**
 * Notices, for one group, partitions that have something to do and do not move, and a source that asks for nothing any
 * more. A partition moves when its frontier or its position does, or when a call of its handler begins, since then the
 * one before has ended; one that rests on purpose (a pause, a back-off, a delay, a rebalance) does not stall.
 *
 * It looks now and then, and counts no more time between two looks than there should be: a process that was stopped, or
 * whose event loop was blocked, was not there to move anything.
 */
import type { KfwEvents } from '../../events/events.js';
import type { LaneProgress, LoopProgress } from '../group/loop-progress.js';

/** A partition that has not moved for too long, and what it is at. */
export type PartitionStall = Omit<KfwEvents['consumer.stalled'], 'restarting'>;

export interface Stalls {
  readonly partitions: readonly PartitionStall[];
  /** For how long the source has not asked for messages, when that is too long. */
  readonly pollingMs: number | undefined;
}

/** Durations are rounded, and a look at many partitions takes a moment. */
const toleranceMs = 20;

/** When something was last seen to move, on the clock of the watch, and where it was then. */
interface Observation {
  frontier: number | undefined;
  position: number | undefined;
  /** When the longest of the calls that run began, on the clock of who looks. */
  beganAt: number | undefined;
  movedAt: number;
}

export class StallDetector {
  #clock = 0;
  #checkedAt: number;
  #polledAt: number | undefined;
  #pollingObservedAt = 0;
  #observations = new Map<string, Observation>();

  constructor(
    private readonly stallTimeoutMs: number,
    /** How often it looks, about. */
    private readonly everyMs: number,
    now: number,
  ) {
    this.#checkedAt = now;
  }

  /** Time as it was watched, in milliseconds. */
  get clock(): number {
    return this.#clock;
  }

  /** Everything begins anew: what was seen does not count. */
  reset(): void {
    this.#observations.clear();
    this.#pollingObservedAt = this.#clock;
  }

  check(progress: LoopProgress, now: number): Stalls {
    const sinceMs = now - this.#checkedAt;
    this.#checkedAt = now;
    this.#clock += Math.min(sinceMs, 2 * this.everyMs);
    const observations = new Map<string, Observation>();
    const partitions: PartitionStall[] = [];
    for (const lane of progress.lanes) {
      const name = `${lane.status.topic}/${lane.status.partition}`;
      const observation = this.#observe(lane, this.#observations.get(name), now);
      observations.set(name, observation);
      const stalledForMs = this.#clock - observation.movedAt;
      if (stalledForMs >= this.stallTimeoutMs) partitions.push(stallOf(lane, stalledForMs));
    }
    this.#observations = observations;
    return { partitions, pollingMs: this.#pollingMs(progress) };
  }

  #observe(lane: LaneProgress, last: Observation | undefined, now: number): Observation {
    const { frontier, position, status } = lane;
    const beganAt = status.runningMs === undefined ? undefined : now - status.runningMs;
    const began = beganAt !== undefined && beganAt > (last?.beganAt ?? Number.NEGATIVE_INFINITY) + toleranceMs;
    const moved = last === undefined || began || frontier !== last.frontier || position !== last.position;
    return { frontier, position, beganAt, movedAt: moved || isIdleOnPurpose(lane) ? this.#clock : last.movedAt };
  }

  #pollingMs({ polledAt }: LoopProgress): number | undefined {
    if (polledAt === undefined || polledAt !== this.#polledAt) this.#pollingObservedAt = this.#clock;
    this.#polledAt = polledAt;
    const forMs = this.#clock - this.#pollingObservedAt;
    return forMs >= this.stallTimeoutMs ? Math.round(forMs) : undefined;
  }
}

/** Nothing to do, or on purpose at rest. */
function isIdleOnPurpose({ status, isBehind }: LaneProgress): boolean {
  return status.state !== 'running' && (status.state !== 'idle' || !isBehind || status.dueInMs !== undefined);
}

function stallOf({ status, callback, frontier, lag }: LaneProgress, stalledForMs: number): PartitionStall {
  const { group, topic, partition, consumer, state, runningMs } = status;
  const at = { group, topic, partition, consumer, offset: frontier };
  return { ...at, state, callback, runningMs, lag, stalledForMs: Math.round(stalledForMs) };
}
