/** The lines about each server above its partitions: its state, its process, and the sums of its partitions. */
import { toError } from '@kfw/core';
import type { Colors } from '../../logging/colors.js';
import { printableLine } from '../../terminal/printable.js';
import { shownSeconds } from '../rendering/progress.js';
import { shownNumber } from '../rendering/table.js';
import { joinParts } from './join-parts.js';
import { shownAge, shownMs, shownRate } from './lane-columns.js';
import { type LaneRow, laneRows } from './lane-rows.js';
import type { ServerStatus } from './server-status.js';
import type { WatchedServer } from './watched-server.js';

/** No line is longer than `width`. */
export function serverSummary(
  server: WatchedServer,
  now: Date,
  colors: Colors,
  width = Number.POSITIVE_INFINITY,
): string[] {
  const { failure, reading } = server;
  const silent = failure === undefined ? [] : joinParts([silence(failure, now)], width).map(colors.red);
  const address = new URL(server.url).host;
  if (reading === undefined) return [colors.bold(address), ...silent];
  const { status } = reading;
  const name = printableLine(status.clientId ?? 'kfw');
  const [first = '', ...more] = joinParts([name, ...factsOf(status, address)], width);
  return [
    `${colors.bold(name)}${first.slice(name.length)}`,
    ...more,
    ...silent,
    ...joinParts(processParts(status), width),
    ...joinParts(sumParts(status, laneRows([server], {}, 'topic')), width),
  ];
}

function factsOf({ state, pid, kfw, uptimeMs }: ServerStatus, address: string): string[] {
  return [
    printableLine(state),
    address,
    ...(pid ? [`pid ${pid}`] : []),
    ...(kfw ? [`kfw ${printableLine(kfw)}`] : []),
    ...(uptimeMs ? [`up ${shownSeconds(uptimeMs / 1_000)}`] : []),
  ];
}

function silence({ since, error }: { readonly since: Date; readonly error: Error }, now: Date): string {
  const forSeconds = (now.getTime() - since.getTime()) / 1_000;
  const [why = ''] = toError(error.cause ?? error).message.split('\n');
  const clock = since.toISOString().slice(11, 19);
  return printableLine(`does not answer since ${clock} UTC, for ${shownSeconds(forSeconds)}: ${why}`);
}

function processParts({ memory, eventLoop, buffers }: ServerStatus): string[] {
  return [
    ...(memory?.rssBytes
      ? [`memory ${shownBytes(memory.rssBytes)}, heap ${shownBytes(memory.heapUsedBytes ?? 0)}`]
      : []),
    ...(eventLoop?.p99Ms === undefined
      ? []
      : [`loop delay ${shownMs(eventLoop.p99Ms)} p99, ${shownMs(eventLoop.maxMs)} most`]),
    ...(buffers ? [`buffer in ${shownShare(buffers.in)}`, `buffer out ${shownShare(buffers.out)}`] : []),
  ];
}

/** Of all its partitions, whatever is filtered. */
function sumParts({ groups }: ServerStatus, rows: readonly LaneRow[]): string[] {
  const joining = groups.filter((group) => group.joining).map(({ group }) => group);
  const states = [...Map.groupBy(rows, ({ state }) => state)].map(([state, { length }]) => `${length} ${state}`);
  const stalled = rows.filter((row) => row.stalled).length;
  const oldest = rows.map(({ lagSeconds }) => lagSeconds).filter((age) => age !== null);
  return [
    `${counted(groups.length, 'group')}${joining.length === 0 ? '' : ` (joining ${joining.join(', ')})`}`,
    `${counted(rows.length, 'partition')}${states.length === 0 ? '' : `: ${states.join(', ')}`}`,
    ...(stalled > 0 ? [`${stalled} stalled`] : []),
    shownRate(sumOf(rows, ({ rate }) => rate)),
    `lag ${shownNumber(sumOf(rows, ({ lag }) => lag) ?? 0)}, oldest ${shownAge(oldest.length === 0 ? null : Math.max(...oldest))}`,
    counted(sumOf(rows, ({ failures }) => failures ?? null) ?? 0, 'failure'),
    counted(sumOf(rows, ({ deadLetters }) => deadLetters ?? null) ?? 0, 'dead letter'),
  ].map(printableLine);
}

/** `null` when all are unknown. */
function sumOf(rows: readonly LaneRow[], figure: (row: LaneRow) => number | null): number | null {
  const known = rows.map(figure).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function counted(amount: number, noun: string): string {
  return `${shownNumber(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

function shownShare({ bytes, limitBytes }: { readonly bytes: number; readonly limitBytes: number }): string {
  return `${shownBytes(bytes)} of ${shownBytes(limitBytes)}`;
}

/** `0 kB`, `12 kB`, `1.2 MB`, `120 MB`, `1.2 GB`. */
function shownBytes(bytes: number): string {
  const megabytes = bytes / 1_000_000;
  if (megabytes >= 1_000) return `${(megabytes / 1_000).toFixed(1)} GB`;
  if (megabytes < 1) return `${Math.round(bytes / 1_000)} kB`;
  return megabytes >= 10 ? `${Math.round(megabytes)} MB` : `${megabytes.toFixed(1)} MB`;
}
