/** The topics that a command names: by their names on the cluster, or in the code where a `topicMapper` changes them. */
import { requireTopics } from '@kfw/operating';
import type { Cluster } from './cluster.js';

export type NamingCluster = Pick<Cluster, 'admin'> & {
  readonly app: Pick<NonNullable<Cluster['app']>, 'nameOnCluster'> | undefined;
};

/** The name on the cluster. Throws `KFW_TOPIC_NOT_FOUND` with the nearest name. */
export async function findTopic(cluster: NamingCluster, named: string): Promise<string> {
  return nameOnCluster(cluster, named, await cluster.admin.listTopics());
}

/** As `findTopic`; a name that no `topicMapper` changes is not looked up, and may be of no topic. */
export async function topicOnCluster(cluster: NamingCluster, named: string): Promise<string> {
  const mapped = cluster.app?.nameOnCluster(named) ?? named;
  return mapped === named ? named : findTopic(cluster, named);
}

/** A topic of that name on the cluster takes precedence. Throws `KFW_TOPIC_NOT_FOUND` with the nearest name. */
export function nameOnCluster({ app }: Pick<NamingCluster, 'app'>, named: string, existing: readonly string[]): string {
  const mapped = app?.nameOnCluster(named) ?? named;
  if (!existing.includes(named) && existing.includes(mapped)) return mapped;
  requireTopics([named], existing);
  return named;
}
