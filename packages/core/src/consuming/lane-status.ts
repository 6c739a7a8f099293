/** What a lane is at, as a person who looks at a running server is told. */
import type { LaneStatus } from '../events/events.js';

export interface LaneFacts {
  /** When the running call began, and until when the lane backs off: on the clock of `performance`. */
  readonly runningSince: number | undefined;
  readonly backingOffUntil: number | undefined;
  readonly held: boolean;
}

/** A lane that is held and still runs a call counts as running: that is what a stop waits for. */
export function laneState(facts: LaneFacts, now: number): Pick<LaneStatus, 'state' | 'runningMs' | 'retryInMs'> {
  const { runningSince, backingOffUntil, held } = facts;
  const runningMs = runningSince === undefined ? undefined : Math.round(now - runningSince);
  const retryInMs = backingOffUntil === undefined ? undefined : Math.max(0, Math.round(backingOffUntil - now));
  if (runningMs !== undefined) return { state: 'running', runningMs, retryInMs: undefined };
  if (held) return { state: 'held', runningMs: undefined, retryInMs: undefined };
  if (retryInMs !== undefined) return { state: 'backing off', runningMs: undefined, retryInMs };
  return { state: 'idle', runningMs: undefined, retryInMs: undefined };
}
