/** The groups that a command is about: those that it names, those of the app, or all of the cluster. */
import type { GroupDescription } from '@kfw/core';
import { consumerGroups, findGroups, requireGroups } from '@kfw/operating';
import type { ClusterRun } from '../cluster/with-cluster.js';

export interface GroupsOf extends Pick<ClusterRun, 'admin' | 'app'> {
  readonly results: Pick<ClusterRun['results'], 'note'>;
}

/** Throws `KFW_GROUP_NOT_FOUND` for a name that the cluster does not have. */
export async function selectGroups(
  run: GroupsOf,
  names: readonly string[],
  { all = false }: { readonly all?: boolean | undefined } = {},
): Promise<readonly GroupDescription[]> {
  if (names.length > 0) return requireGroups(run.admin, names, namesInRoutes(run));
  if (all || run.app === undefined) return consumerGroups(run.admin);
  const { groups, missing } = await findGroups(
    run.admin,
    run.app.plan.groups.map(({ id }) => id),
  );
  for (const group of missing) run.results.note(`The cluster does not know the group ${group}: it has not run yet.`);
  return groups;
}

/** For suggestions: a name in the routes is not one on the cluster. */
export function namesInRoutes({ app }: Pick<GroupsOf, 'app'>): string[] {
  return app?.plan.groups.map(({ name }) => name) ?? [];
}
