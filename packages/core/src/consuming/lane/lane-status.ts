/** What a lane is at, as a person who looks at a running server is told. */
import type { LaneStatus, RunningWork } from '../../events/events.js';

export interface LaneActivity {
  /** When the running call began, and until when the lane backs off or pauses: on the clock of `performance`. */
  readonly runningSince: number | undefined;
  readonly backingOffUntil: number | undefined;
  readonly pausedUntil: number | undefined;
  /** In how many milliseconds the schedule has something by itself; `Infinity`, or nothing to wait for, when it has not. */
  readonly dueInMs: number;
  readonly held: boolean;
}

/** A lane that is held and still runs a call counts as running: that is what a stop waits for. */
export function laneState(
  { runningSince, backingOffUntil, pausedUntil, dueInMs, held }: LaneActivity,
  now: number,
): Pick<LaneStatus, 'state' | 'runningMs' | 'retryInMs' | 'resumesInMs' | 'dueInMs'> {
  const unknown = { runningMs: undefined, retryInMs: undefined, resumesInMs: undefined, dueInMs: undefined };
  if (runningSince !== undefined) return { ...unknown, state: 'running', runningMs: Math.round(now - runningSince) };
  if (held) return { ...unknown, state: 'held' };
  if (backingOffUntil !== undefined && backingOffUntil >= (pausedUntil ?? 0)) {
    return { ...unknown, state: 'backing off', retryInMs: leftMs(backingOffUntil, now) };
  }
  const isDue = dueInMs > 0 && dueInMs < Number.POSITIVE_INFINITY;
  if (pausedUntil === undefined) return { ...unknown, state: 'idle', dueInMs: isDue ? Math.round(dueInMs) : undefined };
  // A pause that only `resume` ends has no end that could be told.
  const resumesInMs = pausedUntil === Number.POSITIVE_INFINITY ? undefined : leftMs(pausedUntil, now);
  return { ...unknown, state: 'paused', resumesInMs };
}

/** What runs: the handler, or a callback. */
export function runningWork(
  identity: Omit<RunningWork, 'callback' | 'runningMs'>,
  runningSince: number | undefined,
  calling: { readonly kind: string; readonly since: number } | undefined,
  now: number,
): RunningWork | undefined {
  const since = runningSince ?? calling?.since;
  if (since === undefined) return undefined;
  const callback = runningSince === undefined ? calling?.kind : undefined;
  return { ...identity, callback, runningMs: Math.round(now - since) };
}

function leftMs(until: number, now: number): number {
  return Math.max(0, Math.round(until - now));
}
