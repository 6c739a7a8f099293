/** `kfw groups copy`: gives a group the offsets of another one; without `--execute` it only shows them. */
import { executeMove, type PlannedMove, planMove, requireGroups } from '@kfw/operating';
import type { ClusterOptions } from '../cluster/cluster-options.js';
import { withCluster } from '../cluster/with-cluster.js';
import { type Column, shownOffset } from '../rendering/table.js';
import { shownMessages } from '../replay/show-plan.js';
import { noteNewGroup } from './note-new-group.js';
import { namesInRoutes } from './select-groups.js';

export interface CopyCommandOptions extends ClusterOptions {
  readonly execute?: boolean;
}

const columns: readonly Column<PlannedMove>[] = [
  { head: 'topic', cell: ({ topic }) => topic },
  { head: 'partition', align: 'right', cell: ({ partition }) => String(partition) },
  { head: 'from', align: 'right', cell: ({ from }) => shownOffset(from) },
  { head: 'to', align: 'right', cell: ({ to }) => shownOffset(to) },
  { head: 'messages', align: 'right', cell: ({ messages }) => shownMessages(messages) },
  {
    head: 'remark',
    cell: ({ remark }) => (remark === undefined ? '' : 'limited to what the log holds'),
    isOptional: true,
  },
];

/**
 * Throws `KFW_GROUP_NOT_FOUND`, `KFW_GROUP_HAS_MEMBERS` for a target with members, and `KFW_NOTHING_TO_MOVE` for a source
 * that has committed nothing.
 */
export async function copyGroupsOffsets(from: string, to: string, options: CopyCommandOptions): Promise<void> {
  await withCluster(options, async (run) => {
    const { admin, transport, results } = run;
    await requireGroups(admin, [from], namesInRoutes(run));
    const plan = await planMove(admin, { group: to, to: { kind: 'group', group: from }, newGroup: 'allow' });
    // The admin of an app refuses new groups that resemble those of its routes.
    if (options.execute) await executeMove(transport.admin, plan);
    results.table(plan.moves, columns, '');
    for (const { topic, partition } of plan.unmoved) {
      results.note(`${topic}[${partition}] is left out: the topic does not exist any more.`);
    }
    noteNewGroup(run, plan);
    results.note(options.execute ? `${plan.group} now has these offsets.` : 'Nothing was changed: add --execute.');
  });
}
