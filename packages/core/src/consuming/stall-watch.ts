/**
 * Notices, for one group, partitions that have something to do and do not move, and a source that asks for nothing any
 * more. A partition moves when its frontier or its position does, or when a call of its handler begins, since then the
 * one before has ended; one that rests on purpose (a pause, a back-off, a delay, a rebalance) does not stall.
 *
 * It looks now and then, and counts no more time between two looks than there should be: a process that was stopped, or
 * whose event loop was blocked, was not there to move anything.
 */
import type { KfwEvents } from '../events/events.js';
import type { LaneProgress, LoopProgress } from './loop-progress.js';

/** A partition that has not moved for too long, and what it is at. */
export type PartitionStall = Omit<KfwEvents['consumer.stalled'], 'restarting'>;

export interface Stalls {
  readonly partitions: readonly PartitionStall[];
  /** For how long the source has not asked for messages, when that is too long. */
  readonly pollingMs: number | undefined;
}

/** Durations are rounded, and a look at many partitions takes a moment. */
const inexactMs = 20;

/** When something was last seen to move, on the clock of the watch, and where it was then. */
interface Sighting {
  frontier: number | undefined;
  position: number | undefined;
  /** When the longest of the calls that run began, on the clock of who looks. */
  beganAt: number | undefined;
  movedAt: number;
}

export class StallWatch {
  #clock = 0;
  #lookedAt: number;
  #polledAt: number | undefined;
  #pollingSeenAt = 0;
  #sightings = new Map<string, Sighting>();

  constructor(
    private readonly stallTimeoutMs: number,
    /** How often it looks, about. */
    private readonly everyMs: number,
    now: number,
  ) {
    this.#lookedAt = now;
  }

  /** Time as it was watched, in milliseconds. */
  get clock(): number {
    return this.#clock;
  }

  /** Everything begins anew: what was seen does not count. */
  forget(): void {
    this.#sightings.clear();
    this.#pollingSeenAt = this.#clock;
  }

  look(progress: LoopProgress, now: number): Stalls {
    const sinceMs = now - this.#lookedAt;
    this.#lookedAt = now;
    this.#clock += Math.min(sinceMs, 2 * this.everyMs);
    const sightings = new Map<string, Sighting>();
    const partitions: PartitionStall[] = [];
    for (const lane of progress.lanes) {
      const name = `${lane.status.topic}/${lane.status.partition}`;
      const sighting = this.#sight(lane, this.#sightings.get(name), now);
      sightings.set(name, sighting);
      const stalledForMs = this.#clock - sighting.movedAt;
      if (stalledForMs >= this.stallTimeoutMs) partitions.push(stallOf(lane, stalledForMs));
    }
    this.#sightings = sightings;
    return { partitions, pollingMs: this.#pollingMs(progress) };
  }

  #sight(lane: LaneProgress, last: Sighting | undefined, now: number): Sighting {
    const { frontier, position, status } = lane;
    const beganAt = status.runningMs === undefined ? undefined : now - status.runningMs;
    const began = beganAt !== undefined && beganAt > (last?.beganAt ?? Number.NEGATIVE_INFINITY) + inexactMs;
    const moved = last === undefined || began || frontier !== last.frontier || position !== last.position;
    return { frontier, position, beganAt, movedAt: moved || rests(lane) ? this.#clock : last.movedAt };
  }

  #pollingMs({ polledAt }: LoopProgress): number | undefined {
    if (polledAt === undefined || polledAt !== this.#polledAt) this.#pollingSeenAt = this.#clock;
    this.#polledAt = polledAt;
    const forMs = this.#clock - this.#pollingSeenAt;
    return forMs >= this.stallTimeoutMs ? Math.round(forMs) : undefined;
  }
}

/** Nothing to do, or on purpose at rest. */
function rests({ status, isBehind }: LaneProgress): boolean {
  return status.state !== 'running' && (status.state !== 'idle' || !isBehind || status.dueInMs !== undefined);
}

function stallOf({ status, callback, frontier, lag }: LaneProgress, stalledForMs: number): PartitionStall {
  const { group, topic, partition, consumer, state, runningMs } = status;
  const at = { group, topic, partition, consumer, offset: frontier };
  return { ...at, state, callback, runningMs, lag, stalledForMs: Math.round(stalledForMs) };
}
