/** `kfw topics describe`. */
import { type InspectedTopic, inspectTopics } from '@kfw/operating';
import type { ClusterOptions } from '../cluster/cluster-options.js';
import { nameOnCluster } from '../cluster/topic-on-cluster.js';
import { withCluster } from '../cluster/with-cluster.js';
import { renderTable, shownNumber } from '../rendering/table.js';

export async function describeTopics(names: readonly string[], options: ClusterOptions): Promise<void> {
  await withCluster(options, async (run) => {
    const { admin, results } = run;
    const existing = await admin.listTopics();
    const topics = names.map((name) => nameOnCluster(run, name, existing));
    for (const topic of await inspectTopics(admin, topics)) results.result(topic, () => shownTopic(topic));
  });
}

function shownTopic({ topic, replicationFactor, partitions, offsets, config }: InspectedTopic): string {
  const settings = Object.entries(config).map(([name, value]) => `  ${name} = ${value ?? '(hidden)'}`);
  const table = renderTable(partitions, [
    { head: 'partition', align: 'right', cell: ({ partition }) => String(partition) },
    { head: 'leader', align: 'right', cell: ({ leader }) => (leader === -1 ? 'none' : String(leader)) },
    { head: 'replicas', cell: ({ replicas }) => replicas.join(', ') },
    { head: 'in sync', cell: ({ inSync }) => inSync.join(', ') },
    { head: 'first offset', align: 'right', cell: ({ low }) => shownOffset(low) },
    { head: 'end', align: 'right', cell: ({ high }) => shownOffset(high) },
  ]);
  const count = partitions.length === 1 ? '1 partition' : `${partitions.length} partitions`;
  const replicas = replicationFactor === 1 ? '1 replica' : `${replicationFactor} replicas`;
  return [
    `${topic}: ${count}, ${replicas}, ${offsets === null ? 'unknown' : shownNumber(offsets)} offsets`,
    settings.length === 0 ? '  (nothing is set on the topic itself)' : settings.join('\n'),
    table,
  ].join('\n');
}

function shownOffset(offset: number | null): string {
  return offset === null ? 'unknown' : String(offset);
}
