/** The columns of `kfw top`. */
import { shownSeconds } from '../rendering/progress.js';
import { type Column, shortName, shownNumber } from '../rendering/table.js';
import type { LaneRow } from './lane-rows.js';

export interface LaneColumn extends Column<LaneRow> {
  /** In a terminal that is too narrow, the columns with the greatest number go first; those with 0 stay. */
  readonly dropOrder: number;
}

export const laneColumns: readonly LaneColumn[] = [
  { head: 'server', dropOrder: 3, isOptional: true, cell: ({ server }) => server, maxLength: shortName },
  { head: 'group', dropOrder: 5, cell: ({ group }) => group, maxLength: shortName },
  { head: 'topic', dropOrder: 0, cell: ({ topic }) => topic },
  { head: 'partition', dropOrder: 0, align: 'right', cell: ({ partition }) => String(partition) },
  { head: 'state', dropOrder: 0, cell: shownState },
  { head: 'handler', dropOrder: 2, cell: ({ handler, consumer }) => handler ?? consumer ?? '', maxLength: shortName },
  { head: 'running', dropOrder: 1, align: 'right', cell: ({ runningMs }) => shownMs(runningMs) },
  { head: 'rate', dropOrder: 4, align: 'right', cell: ({ rate }) => shownRate(rate) },
  { head: 'lag', dropOrder: 0, align: 'right', cell: ({ lag }) => shownFigure(lag) },
  { head: 'time lag', dropOrder: 0, align: 'right', cell: ({ lagSeconds }) => shownAge(lagSeconds) },
  { head: 'buffered', dropOrder: 8, align: 'right', cell: ({ backlogMessages }) => shownFigure(backlogMessages) },
  { head: 'failures', dropOrder: 6, align: 'right', cell: shownFailures },
  { head: 'dead letters', dropOrder: 7, align: 'right', cell: ({ deadLetters }) => shownFigure(deadLetters) },
];

/** `paused, 3 s`, `running (stalled)`, `backing off, 2 s, down for 20 s: ECONNREFUSED`. */
export function shownState({ state, stalled, outage, retryInMs, resumesInMs, dueInMs }: LaneRow): string {
  const waitsMs = retryInMs ?? resumesInMs ?? dueInMs ?? undefined;
  return [
    stalled ? `${state} (stalled)` : state,
    ...(waitsMs === undefined ? [] : [shownMs(waitsMs)]),
    ...(outage ? [`down for ${shownMs(outage.forMs)}: ${outage.error}`] : []),
  ].join(', ');
}

/** `240 ms`, `3.2 s`, `3 min 20 s`. */
export function shownMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : shownSeconds(ms / 1_000);
}

export function shownRate(rate: number | null): string {
  if (rate === null) return '-';
  return `${rate > 0 && rate < 10 ? rate.toFixed(1) : shownNumber(Math.round(rate))}/s`;
}

export function shownAge(seconds: number | null): string {
  if (seconds === null) return '-';
  return seconds > 0 && seconds < 1 ? '< 1 s' : shownSeconds(seconds);
}

/** With those of the last second, where there are any: `12 (+3.0/s)`. */
function shownFailures({ failures, failureRate }: LaneRow): string {
  const total = shownFigure(failures);
  return failureRate === null || failureRate === 0 ? total : `${total} (+${shownRate(failureRate)})`;
}

function shownFigure(figure: number | null | undefined): string {
  return figure === null || figure === undefined ? '-' : shownNumber(figure);
}
