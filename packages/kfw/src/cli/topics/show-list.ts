/** `kfw topics list`. */
import { listTopics, type TopicListing } from '@kfw/operating';
import { withCluster } from '../cluster/with-cluster.js';
import { desiredTopicsOf } from './app-topics.js';
import type { ListOptions } from './topics-options.js';
import { usesIn } from './uses.js';

export async function showList(options: ListOptions): Promise<void> {
  await withCluster(options, async (run) => {
    const desired = desiredTopicsOf(run);
    const rows = await listTopics({ admin: run.admin, desired, isWithInternal: options.all === true });
    run.results.table(
      rows,
      [
        { head: 'topic', cell: ({ topic }) => topic },
        { head: 'partitions', align: 'right', cell: ({ partitions }) => String(partitions) },
        { head: 'replicas', align: 'right', cell: ({ replicationFactor }) => String(replicationFactor) },
        { head: 'used here', cell: (row: TopicListing) => usesIn(row), isOptional: true },
      ],
      'The cluster has no topics.',
    );
  });
}
