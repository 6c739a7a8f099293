/**
 * How far a lane is behind, in messages and in seconds. In memory, the oldest unfinished message says when it was written. One that
 * was not fetched yet, because its leader is down, a fetch is in flight or the buffer is full, was written after the last fetch
 * that did not find it, and after the message before it.
 */
import type { LaneStatus } from '../../events/events.js';
import type { FetchProgress } from '../../ports/transport.js';
import type { BacklogLag } from '../buffer/backlog.js';

/** The time in milliseconds since the epoch, and on the clock of `performance`. */
export interface Now {
  readonly epochMs: number;
  readonly clockMs: number;
}

export function lagOf(
  known: BacklogLag,
  fetched: FetchProgress | undefined,
  now: Now,
): Pick<LaneStatus, 'lag' | 'lagSeconds'> {
  const from = known.frontier ?? fetched?.position;
  const end = endOf(known, fetched);
  const lag = end === undefined || from === undefined ? undefined : Math.max(0, end - from);
  if (known.oldestAtMs !== undefined) return { lag, lagSeconds: ageOf(known.oldestAtMs, now) };
  if (lag === undefined || lag === 0) return { lag, lagSeconds: lag };
  return { lag, lagSeconds: ageOf(unreadSince(known, fetched, now), now) };
}

/** A source that does not know the end yet knows better than an earlier batch, unless messages of that are unfinished. */
function endOf({ highWatermark, oldestAtMs }: BacklogLag, fetched: FetchProgress | undefined): number | undefined {
  const end = fetched?.highWatermark ?? fetched?.end;
  if (end !== undefined) return end;
  return fetched === undefined || oldestAtMs !== undefined ? highWatermark : undefined;
}

/** About when the first message that was not fetched was written, in milliseconds since the epoch. */
function unreadSince({ newestAtMs }: BacklogLag, fetched: FetchProgress | undefined, now: Now): number | undefined {
  const onCalendar = (at: number | undefined) => (at === undefined ? undefined : now.epochMs - (now.clockMs - at));
  const bounds = [newestAtMs, onCalendar(fetched?.emptyAt)].filter((at) => at !== undefined);
  return bounds.length > 0 ? Math.max(...bounds) : onCalendar(fetched?.unreadSince);
}

function ageOf(writtenAtMs: number | undefined, { epochMs }: Now): number | undefined {
  return writtenAtMs === undefined ? undefined : Math.max(0, Math.round(epochMs - writtenAtMs)) / 1_000;
}
