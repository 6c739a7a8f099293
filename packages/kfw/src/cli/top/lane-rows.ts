/** The rows of `kfw top`: a partition each, filtered and sorted. */
import { matchesPattern } from '../../name-pattern.js';
import type { LaneStatus } from './server-status.js';
import type { WatchedServer } from './watched-server.js';

export interface LaneRow extends LaneStatus {
  /** Its host and port; empty for a single server. */
  readonly server: string;
  readonly group: string;
  /** Messages done a second; `null` before the second reading. */
  readonly rate: number | null;
  readonly failureRate: number | null;
  /** Whether its server does not answer, so that this is old. */
  readonly isOld: boolean;
}

export const laneOrders = ['lagSeconds', 'lag', 'rate', 'runningMs', 'errors', 'topic'] as const;
export type LaneOrder = (typeof laneOrders)[number];

export interface LaneFilter {
  /** Patterns with `*`. A group may be named without the client id before it. */
  readonly group?: string | undefined;
  readonly topic?: string | undefined;
  /** Text that a row contains, in any case. */
  readonly text?: string | undefined;
}

export function laneRows(servers: readonly WatchedServer[], filter: LaneFilter, order: LaneOrder): LaneRow[] {
  const rows = servers.flatMap((server) => rowsOf(server, filter, servers.length > 1));
  return rows.sort((one, other) => figureOf(other, order) - figureOf(one, order) || byPlace(one, other));
}

function rowsOf(server: WatchedServer, filter: LaneFilter, isOneOfSeveral: boolean): LaneRow[] {
  const status = server.reading?.status;
  const shown = status?.groups.filter(({ group }) => isGroupShown(group, status.clientId, filter)) ?? [];
  return shown.flatMap(({ group, lanes }) =>
    lanes
      .filter(({ topic }) => isTopicShown(topic, filter))
      .map((lane): LaneRow => {
        const { messages, failures } = server.ratesOf(group, lane);
        const place = isOneOfSeveral ? new URL(server.url).host : '';
        const isOld = server.failure !== undefined;
        return { ...lane, server: place, group, rate: messages, failureRate: failures, isOld };
      })
      .filter((row) => hasText(row, filter)),
  );
}

export function isGroupShown(
  group: string,
  clientId: string | null | undefined,
  { group: wanted }: LaneFilter,
): boolean {
  if (wanted === undefined || matchesPattern(wanted, group)) return true;
  const start = `${clientId}_`;
  return group.startsWith(start) && matchesPattern(wanted, group.slice(start.length));
}

export function isTopicShown(topic: string, { topic: wanted }: LaneFilter): boolean {
  return wanted === undefined || matchesPattern(wanted, topic);
}

function hasText(
  { server, group, topic, partition, state, handler, consumer }: LaneRow,
  { text }: LaneFilter,
): boolean {
  if (text === undefined || text === '') return true;
  const whole = [server, group, `${topic}[${partition}]`, state, handler, consumer].join(' ');
  return whole.toLowerCase().includes(text.toLowerCase());
}

/** Larger figures first; the unknown after them. */
function figureOf(row: LaneRow, order: LaneOrder): number {
  if (order === 'topic') return 0;
  if (order === 'errors') return (row.failureRate ?? 0) * 1e9 + (row.failures ?? 0) + (row.stalled ? 1e18 : 0);
  return row[order] ?? -1;
}

function byPlace(one: LaneRow, other: LaneRow): number {
  const [a, b] = [placeOf(one), placeOf(other)];
  return a < b ? -1 : a > b ? 1 : one.partition - other.partition;
}

function placeOf({ topic, group, server }: LaneRow): string {
  return [topic, group, server].join('\n');
}
