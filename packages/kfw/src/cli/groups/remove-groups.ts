/** `kfw groups delete`: deletes groups without members, after asking for their names. */
import { deleteGroups, requireDeletable } from '@kfw/operating';
import type { ClusterOptions } from '../cluster/cluster-options.js';
import { withCluster } from '../cluster/with-cluster.js';
import { cliError } from '../errors.js';
import { confirmByName } from '../rendering/confirm.js';
import { namesInRoutes } from './select-groups.js';

export interface DeleteCommandOptions extends ClusterOptions {
  readonly yes?: boolean;
}

/**
 * Throws `KFW_GROUP_NOT_FOUND`, `KFW_GROUP_HAS_MEMBERS`, `KFW_NOT_CONFIRMED`, and `KFW_GROUPS_NOT_DELETED` with those
 * that the cluster has refused.
 */
export async function removeGroups(names: readonly string[], options: DeleteCommandOptions): Promise<void> {
  await withCluster(options, async (run) => {
    const { admin, results, signal } = run;
    const groups = await requireDeletable(admin, names, namesInRoutes(run));
    for (const group of groups) {
      await confirmByName(`Everything that ${group} has committed is lost.`, group, { yes: options.yes, signal });
    }
    const refused: string[] = [];
    for (const { group, error } of await deleteGroups(admin, groups)) {
      if (error !== undefined) refused.push(error.message);
      else results.result({ group, deleted: true }, () => `Deleted ${group}.`);
    }
    if (refused.length > 0) throw cliError('KFW_GROUPS_NOT_DELETED', { reasons: refused });
  });
}
