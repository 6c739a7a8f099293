/** The dead-letter topics that a command is about, by their names on the cluster. */
import { deadLetterTopics } from '@kfw/operating';
import { failureTopics } from '../../app/failure-topics.js';
import type { Cluster } from '../cluster/cluster.js';
import { nameOnCluster } from '../cluster/topic-on-cluster.js';

export { findTopic } from '../cluster/topic-on-cluster.js';

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
