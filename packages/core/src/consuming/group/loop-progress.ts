/**
 * The progress of a group: the state of its source, and each lane compared with the end of its partition. It is computed on
 * request, a few times a minute, so that watching costs nothing on the message path.
 */
import type { LaneStatus } from '../../events/events.js';
import type { FetchProgress, SourceProgress } from '../../ports/transport.js';
import type { Lane } from '../lane/lane.js';

export interface LaneProgress {
  readonly status: LaneStatus;
  /** The callback that runs: `onAssigned`, `onRevoked` or `onShutdown`. */
  readonly callback: string | undefined;
  /** What runs, with the name of its consumer: `OrdersConsumer.process`, or a callback; and for how long. */
  readonly handler: string | undefined;
  readonly runningMs: number | undefined;
  /** The first unfinished offset, and the next offset for the handler; unknown before the first batch. */
  readonly frontier: number | undefined;
  readonly position: number | undefined;
  /** Whether messages are left, fetched or not. Transaction markers do not count: the source has passed them. */
  readonly isBehind: boolean;
  /** Offsets from the frontier to the end of the partition; while that is unknown, buffered messages. */
  readonly lag: number;
}

export interface LoopProgress {
  readonly isMember: boolean;
  /** `undefined`: the source does not report it, or has not polled yet. */
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

function laneProgress(lane: Lane, fetched: FetchProgress | undefined): LaneProgress {
  const { position, running } = lane;
  const status = lane.statusAt(fetched);
  const { frontier } = lane.tracker;
  return {
    status,
    callback: running?.callback,
    handler: running && `${running.consumer}.${running.callback ?? lane.plan.consumer.style}`,
    runningMs: running?.runningMs,
    frontier,
    position,
    isBehind: status.backlogMessages > 0 || isAhead(fetched?.end, fetched?.position),
    lag: status.lag ?? status.backlogMessages,
  };
}

function isAhead(end: number | undefined, position: number | undefined): boolean {
  return end !== undefined && position !== undefined && end > position;
}
