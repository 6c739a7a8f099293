/** The topics that the app of a command wants, by their names on the cluster. */
import type { DesiredTopic } from '@kfw/operating';
import type { Cluster } from '../cluster/cluster.js';
import { cliError } from '../errors.js';

/** `undefined` outside of an app. */
export function desiredTopicsOf({ app }: Cluster): readonly DesiredTopic[] | undefined {
  return app?.desiredTopics();
}

/** Throws `KFW_TOPICS_NEED_APP`. */
export function requireDesiredTopics(cluster: Cluster): readonly DesiredTopic[] {
  const desired = desiredTopicsOf(cluster);
  if (desired === undefined) throw cliError('KFW_TOPICS_NEED_APP', { folder: process.cwd() });
  return desired;
}
