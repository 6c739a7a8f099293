/** Says of a group that a command makes how one of that name in the routes is called: a server would not find it. */
import type { ClusterRun } from '../cluster/with-cluster.js';

export interface NewGroupRun {
  readonly app: { idOfGroup(name: string): string } | undefined;
  readonly results: Pick<ClusterRun['results'], 'note'>;
}

/** `group`: as on the cluster. Nothing is said of one that `groupMapper` makes of some name, which only adds to the name. */
export function noteNewGroup(
  { app, results }: NewGroupRun,
  { group, isNew }: { readonly group: string; readonly isNew: boolean },
): void {
  if (app === undefined || !isNew) return;
  const isMapped = Array.from(group, (_, at) => group.slice(at)).some((name) => app.idOfGroup(name) === group);
  if (isMapped) return;
  results.note(
    `${group} is the name on the cluster; a group of that name in the routes is called ${app.idOfGroup(group)} there.`,
  );
}
