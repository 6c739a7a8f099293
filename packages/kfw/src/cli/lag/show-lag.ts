/** `kfw lag`: how far groups are behind, once or again and again, with limits for alerts. */
import { idleGroups, isHandledGroup, lag, partitionsOver } from '@kfw/operating';
import type { ClusterOptions } from '../cluster/cluster-options.js';
import { type ClusterRun, withCluster } from '../cluster/with-cluster.js';
import { parseInterval } from '../duration-option.js';
import { cliError } from '../errors.js';
import { selectGroups } from '../groups/select-groups.js';
import { createProgress } from '../rendering/progress.js';
import { lagNotes, lagTable, type ShownLag, shownLag } from './lag-table.js';
import { watchLag } from './watch-lag.js';

export interface LagCommandOptions extends ClusterOptions {
  readonly all?: boolean;
  readonly watch?: boolean;
  readonly interval?: string;
  readonly maxLag?: string;
  readonly maxSeconds?: string;
}

/**
 * Throws `KFW_LAG_EXCEEDED` with the partitions that are over a limit, `KFW_GROUP_IDLE` for a limit of a named group that
 * reads nothing, `KFW_GROUP_NOT_FOUND`, `KFW_OPTION_INVALID`, `KFW_USAGE`, and the errors of the cluster.
 */
export async function showLag(names: readonly string[], options: LagCommandOptions): Promise<void> {
  const limits = {
    maxLag: parseLimit('--max-lag', 'a number of messages, such as 1000', options.maxLag),
    maxSeconds: parseLimit('--max-seconds', 'a number of seconds, such as 60', options.maxSeconds),
  };
  checkUsage(names, options);
  const intervalMs = parseInterval('--interval', options.interval ?? '5s');
  await withCluster(options, async (run) => {
    const read = () => readLag(run, names, options.all);
    if (options.watch) await watchLag(run, intervalMs, async () => showing(run, await read()));
    const report = await read();
    showing(run, report)();
    // Dead letters that are left would be an alert without end, so their group is judged when it is named.
    const judged = report.partitions.filter(({ group }) => names.length > 0 || !isHandledGroup(group));
    const over = partitionsOver(judged, limits);
    if (over.length > 0) throw cliError('KFW_LAG_EXCEEDED', { ...limits, partitions: over.map(shownLag) });
    const hasLimit = limits.maxLag !== undefined || limits.maxSeconds !== undefined;
    if (hasLimit && names.length > 0 && report.idle.length > 0) {
      throw cliError('KFW_GROUP_IDLE', { ...limits, groups: report.idle });
    }
  });
}

function checkUsage(names: readonly string[], { all, interval, watch }: LagCommandOptions): void {
  if (all && names.length > 0) {
    throw cliError('KFW_USAGE', { message: 'which groups? Give --all or the names of groups, not both.' });
  }
  if (interval !== undefined && !watch) {
    throw cliError('KFW_USAGE', { message: '--interval is how often --watch looks: give --watch as well.' });
  }
}

async function readLag(run: ClusterRun, names: readonly string[], all: boolean | undefined): Promise<ShownLag> {
  const { results, signal } = run;
  const groups = await selectGroups(run, names, { all });
  const progress = createProgress({ doing: 'reading the oldest messages', unit: 'topics', json: results.json });
  try {
    const report = await lag(run, groups, { signal, onProgress: (done, total) => progress.update(done, total) });
    return { ...report, idle: idleGroups(groups, report.partitions) };
  } finally {
    progress.end();
  }
}

function showing({ results }: Pick<ClusterRun, 'results'>, report: ShownLag): () => void {
  return () => {
    for (const row of report.partitions) if (results.json) results.result(row, () => '');
    const empty = 'No group reads anything: none has members with partitions or has committed an offset.';
    results.text(report.partitions.length === 0 ? empty : lagTable(report.partitions));
    for (const note of lagNotes(report)) results.note(note);
  };
}

function parseLimit(option: string, expected: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (!/^\d{1,15}(\.\d{1,3})?$/.test(given)) throw cliError('KFW_OPTION_INVALID', { option, expected, given });
  return Number(given);
}
