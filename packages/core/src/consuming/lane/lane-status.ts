/** The state of a lane as the inspection of a running server shows it. */
import type { LaneStatus, RunningWork } from '../../events/events.js';

export interface LaneActivity {
  /** The start of the running call, and the end of the back-off and of the pause: on the clock of `performance`. */
  readonly runningSince: number | undefined;
  readonly backingOffUntil: number | undefined;
  readonly pausedUntil: number | undefined;
  /** Milliseconds until the schedule has something due by itself; `Infinity` when nothing is. */
  readonly dueInMs: number;
  readonly held: boolean;
}

/** A held lane that still runs a call is `running`: a stop waits for that call. */
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
  // The end of a pause that only `resume` ends is unknown.
  const resumesInMs = pausedUntil === Number.POSITIVE_INFINITY ? undefined : leftMs(pausedUntil, now);
  return { ...unknown, state: 'paused', resumesInMs };
}

/** The running handler call or callback. */
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
