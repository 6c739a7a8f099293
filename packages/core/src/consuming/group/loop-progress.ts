/**
 * How far a group's work is: what its source says, and each lane beside what there is to fetch for it. It is put
 * together when somebody asks, a few times a minute, so that watching costs the way of a message nothing.
 */
import type { LaneStatus } from '../../events/events.js';
import type { SourceProgress } from '../../ports/transport.js';
import type { Lane } from '../lane/lane.js';

export interface LaneProgress {
  readonly status: LaneStatus;
  /** The callback that runs: `onAssigned`, `onRevoked` or `onShutdown`. */
  readonly callback: string | undefined;
  /** The first offset that is not done, and the next that a handler is to see; unknown until something came. */
  readonly frontier: number | undefined;
  readonly position: number | undefined;
  /** Whether anything is left to do, be it fetched or not. Markers of transactions are not: the source is past them. */
  readonly isBehind: boolean;
  /** Offsets from the frontier to the end of the partition; while that is not known, messages that wait. */
  readonly lag: number;
}

export interface LoopProgress {
  readonly isMember: boolean;
  /** `undefined`: its source does not say, or has not asked yet. */
  readonly polledAt: number | undefined;
  readonly lanes: readonly LaneProgress[];
}

export function progressOf(lanes: Iterable<Lane>, source: SourceProgress | undefined): LoopProgress {
  const fetched = new Map(
    source?.partitions.map((partition) => [`${partition.topic}/${partition.partition}`, partition]),
  );
  return {
    isMember: source?.isMember ?? true,
    polledAt: source?.polledAt,
    lanes: [...lanes].map((lane) => laneProgress(lane, fetched.get(`${lane.topic}/${lane.partition}`))),
  };
}

function laneProgress(lane: Lane, fetched: SourceProgress['partitions'][number] | undefined): LaneProgress {
  const { status, position, running } = lane;
  const { frontier } = lane.tracker;
  const end = fetched?.end;
  const from = frontier ?? fetched?.position;
  return {
    status,
    callback: running?.callback,
    frontier,
    position,
    isBehind: status.backlogMessages > 0 || isAhead(end, fetched?.position),
    lag: end === undefined || from === undefined ? (status.lag ?? status.backlogMessages) : Math.max(0, end - from),
  };
}

function isAhead(end: number | undefined, position: number | undefined): boolean {
  return end !== undefined && position !== undefined && end > position;
}
