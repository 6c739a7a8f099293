/** The dead-letter topics that a command is about, by their names on the cluster. */
import { deadLetterTopics, requireTopics } from '@kfw/operating';
import { failureTopics } from '../../app/failure-topics.js';
import type { Cluster } from '../cluster/cluster.js';

/** Also by its name in the code. Throws `KFW_TOPIC_NOT_FOUND` with the nearest name. */
export async function findTopic(cluster: Pick<Cluster, 'admin' | 'app'>, named: string): Promise<string> {
  return nameOnCluster(cluster, named, await cluster.admin.listTopics());
}

/** Those that are named; else those of the app's routes, as far as they exist; without an app by their names. */
export async function findTopics(cluster: Pick<Cluster, 'admin' | 'app'>, named: readonly string[]): Promise<string[]> {
  const { app } = cluster;
  const existing = await cluster.admin.listTopics();
  if (named.length > 0) return [...new Set(named.map((topic) => nameOnCluster(cluster, topic, existing)))];
  const declared = app && failureTopics(app.plan).filter(({ kind }) => kind === 'dead-letter');
  return deadLetterTopics({ declared: declared?.map(({ topic }) => app?.nameOnCluster(topic) ?? topic), existing });
}

/** The topic whose schemas letters without kfw's headers have: the only source of the topic by the routes, else itself. */
export function schemaTopicOf({ app }: Pick<Cluster, 'app'>, topic: string): string {
  const inCode = app?.nameInCode(topic) ?? topic;
  const sources = app && failureTopics(app.plan).find((each) => each.topic === inCode)?.of;
  const [only] = sources ?? [];
  return only !== undefined && sources?.length === 1 ? only : topic;
}

function nameOnCluster({ app }: Pick<Cluster, 'app'>, named: string, existing: readonly string[]): string {
  const mapped = app?.nameOnCluster(named) ?? named;
  if (!existing.includes(named) && existing.includes(mapped)) return mapped;
  requireTopics([named], existing);
  return named;
}
