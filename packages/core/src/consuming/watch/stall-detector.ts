/**
 * Detects stalls of one group: partitions with work that do not move, and a source that no longer polls. A partition moves
 * when its frontier or position does, or when a handler call begins, since the one before has then ended. A partition that
 * is idle on purpose (a pause, a back-off, a delay, a rebalance) is not stalled.
 *
 * It checks at an interval, and counts at most two intervals between two checks: a process that was suspended, or whose
 * event loop was blocked, could not move anything.
 */
import type { KfwEvents } from '../../events/events.js';
import type { LaneProgress, LoopProgress } from '../group/loop-progress.js';

/** A partition that has not moved for too long, and its state. */
export type PartitionStall = Omit<KfwEvents['consumer.stalled'], 'restarting'>;

export interface Stalls {
  readonly partitions: readonly PartitionStall[];
  /** For how long the source has not polled, if that is too long. */
  readonly pollingMs: number | undefined;
}

/** Durations are rounded, and a check of many partitions takes some time. */
const toleranceMs = 20;

/** The last movement of a partition, on the clock of the detector, and its position then. */
interface Observation {
  frontier: number | undefined;
  position: number | undefined;
  /** The start of the longest running call, on the caller's clock. */
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
    /** The interval of checks, about. */
    private readonly everyMs: number,
    now: number,
  ) {
    this.#checkedAt = now;
  }

  /** Watched time in milliseconds. */
  get clock(): number {
    return this.#clock;
  }

  /** Starts over: earlier observations do not count. */
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

/** Nothing to do, or idle on purpose. */
function isIdleOnPurpose({ status, isBehind }: LaneProgress): boolean {
  return status.state !== 'running' && (status.state !== 'idle' || !isBehind || status.dueInMs !== undefined);
}

function stallOf({ status, callback, frontier, lag }: LaneProgress, stalledForMs: number): PartitionStall {
  const { group, topic, partition, consumer, state, runningMs } = status;
  const at = { group, topic, partition, consumer, offset: frontier };
  return { ...at, state, callback, runningMs, lag, stalledForMs: Math.round(stalledForMs) };
}
