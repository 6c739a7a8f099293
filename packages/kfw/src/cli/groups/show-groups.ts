/** `kfw groups list`: every group of the cluster in a line. */
import { type GroupSummary, listGroups } from '@kfw/operating';
import type { ClusterOptions } from '../cluster/cluster-options.js';
import { withCluster } from '../cluster/with-cluster.js';
import { createProgress } from '../rendering/progress.js';
import { type Column, longestName, shownNumber } from '../rendering/table.js';
import { shownBroker } from './shown-broker.js';

const columns: readonly Column<GroupSummary>[] = [
  { head: 'group', cell: ({ group }) => group, maxLength: longestName },
  { head: 'state', cell: ({ state }) => state },
  { head: 'type', cell: ({ type, protocolType }) => shownType(type, protocolType) },
  { head: 'members', align: 'right', cell: ({ members }) => shownNumber(members) },
  { head: 'topics', align: 'right', cell: ({ topics }) => shownNumber(topics) },
  { head: 'coordinator', cell: ({ coordinator }) => shownBroker(coordinator) },
];

/** Throws the errors of the cluster. */
export async function showGroups(options: ClusterOptions): Promise<void> {
  await withCluster(options, async ({ admin, results, signal }) => {
    const progress = createProgress({ doing: 'looking at groups', unit: 'groups', json: results.json });
    try {
      const groups = await listGroups(admin, { signal, onProgress: (done, total) => progress.update(done, total) });
      progress.end();
      results.table(groups, columns, 'The cluster has no groups.');
    } finally {
      progress.end();
    }
  });
}

/** Of groups that are not of consumers, their kind. */
function shownType(type: GroupSummary['type'], protocolType: string): string {
  return ['consumer', ''].includes(protocolType) ? type : `${type} (${protocolType})`;
}
