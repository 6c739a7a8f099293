/** `kfw top`: the partitions of running servers, once, again and again, or live on a terminal. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createColors } from '../../logging/colors.js';
import type { GlobalOptions } from '../command-options.js';
import { parseInterval } from '../duration-option.js';
import { Interrupt } from '../exit/interrupt.js';
import { createResults, type Results } from '../rendering/results.js';
import { renderTable } from '../rendering/table.js';
import { laneColumns } from './lane-columns.js';
import { isGroupShown, isTopicShown, type LaneFilter, type LaneOrder, laneRows } from './lane-rows.js';
import { serverSummary } from './server-summary.js';
import { serverUrls } from './server-urls.js';
import { watchLive } from './watch-live.js';
import { WatchedServer } from './watched-server.js';

export interface TopOptions extends GlobalOptions {
  readonly url?: readonly string[];
  readonly once?: boolean;
  readonly interval?: string;
  readonly sort?: LaneOrder;
  readonly group?: string;
  readonly topic?: string;
}

/**
 * Throws `KFW_SERVER_NOT_NAMED`; `KFW_SERVER_UNREACHABLE` and `KFW_STATUS_INVALID` when none of the servers answers at
 * first, with `--once` when one of them does not; `KFW_OPTION_INVALID`.
 */
export async function showTop(options: TopOptions): Promise<void> {
  const intervalMs = parseInterval('--interval', options.interval ?? '1s');
  const servers = serverUrls(options.url).map((url) => new WatchedServer(url));
  const filter: LaneFilter = { group: options.group, topic: options.topic };
  const order = options.sort ?? 'lagSeconds';
  const results = createResults(options);
  const show = () => (results.json ? showJson(servers, filter, results) : showTable(servers, filter, order, results));
  const interrupt = new Interrupt();
  try {
    await interrupt.around(async (signal) => {
      const read = () => Promise.all(servers.map((server) => server.update(signal)));
      await read();
      const failures = servers.flatMap(({ failure }) => failure ?? []);
      if (failures.length === servers.length) throw failures[0]?.error;
      if (options.once) {
        // Rates need a second reading; `--json` is what the server sends.
        if (!results.json) await sleep(intervalMs, undefined, { signal }).then(read);
        show();
        const failed = servers.find(({ failure }) => failure !== undefined)?.failure;
        if (failed !== undefined) throw failed.error;
      } else if (isLive(results)) {
        await watchLive(servers, { intervalMs, filter, order, signal });
      } else {
        for (;;) {
          show();
          await sleep(intervalMs, undefined, { signal });
          await read();
        }
      }
    });
  } finally {
    interrupt.end();
  }
}

/** A dumb terminal has no screen to draw on. */
function isLive({ json }: Results): boolean {
  return process.stdout.isTTY && process.env.TERM !== 'dumb' && !json;
}

/** A line for each server: what it sent, and of several servers its address. */
function showJson(servers: readonly WatchedServer[], filter: LaneFilter, results: Results): void {
  for (const { url, reading, failure } of servers) {
    const of = servers.length > 1 ? { url } : {};
    if (failure !== undefined || reading === undefined) results.note(failure?.error.message ?? '');
    else
      results.result(
        { ...of, ...reading.sent, groups: filtered(reading.sent.groups, reading.status.clientId, filter) },
        () => '',
      );
  }
}

interface SentGroup {
  readonly group: string;
  readonly lanes: readonly { readonly topic: string }[];
}

/** They have been checked, so they have this form. */
function filtered(groups: unknown, clientId: string | null | undefined, filter: LaneFilter): unknown {
  return (groups as readonly SentGroup[])
    .filter(({ group }) => isGroupShown(group, clientId, filter))
    .map((group) => ({ ...group, lanes: group.lanes.filter(({ topic }) => isTopicShown(topic, filter)) }));
}

function noRows({ group, topic }: LaneFilter): string {
  const given = [
    ...(group === undefined ? [] : [`--group ${group}`]),
    ...(topic === undefined ? [] : [`--topic ${topic}`]),
  ];
  return given.length === 0 ? 'No partitions.' : `No partition matches ${given.join(' and ')}.`;
}

function showTable(servers: readonly WatchedServer[], filter: LaneFilter, order: LaneOrder, results: Results): void {
  const now = new Date();
  results.text(now.toISOString());
  for (const server of servers) for (const line of serverSummary(server, now, createColors())) results.text(line);
  const rows = laneRows(servers, filter, order);
  results.text(rows.length === 0 ? noRows(filter) : renderTable(rows, laneColumns));
}
