/** What a replay asks the cluster about the topics that letters go to. Each topic is asked about once. */
import type { TargetTopics } from '@kfw/operating';
import type { Cluster } from '../../cluster/cluster.js';

export function targetTopics({ admin, app }: Pick<Cluster, 'admin' | 'app'>): TargetTopics {
  const counts = new Map<string, Promise<number | undefined>>();
  const existing = admin.listTopics().then((topics) => new Set(topics));
  // `partitionsOf` rejects with the error.
  existing.catch(() => undefined);
  const count = async (topic: string): Promise<number | undefined> => {
    if (!(await existing).has(topic)) return undefined;
    const [described] = await admin.describeTopics([topic]);
    return described?.partitions.length;
  };
  return {
    onCluster: (topic) => app?.nameOnCluster(topic) ?? topic,
    partitionsOf(topic) {
      const known = counts.get(topic) ?? count(topic);
      counts.set(topic, known);
      return known;
    },
  };
}
