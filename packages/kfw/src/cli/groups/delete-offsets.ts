/** `kfw groups delete-offsets`: forgets what a group has committed for topics that it no longer reads. */
import { committedOf, deleteGroupOffsets } from '@kfw/operating';
import type { ClusterOptions } from '../cluster/cluster-options.js';
import { withCluster } from '../cluster/with-cluster.js';
import { cliError } from '../errors.js';
import { parseTopics } from '../positions/parse-topics.js';
import { confirm } from '../rendering/confirm.js';
import { placeText } from '../rendering/place-text.js';

export interface DeleteOffsetsCommandOptions extends ClusterOptions {
  readonly topic: readonly string[];
  readonly yes?: boolean;
}

/**
 * Throws `KFW_GROUP_NOT_FOUND`, `KFW_OFFSETS_NOT_COMMITTED`, `KFW_NOT_CONFIRMED`, and `KFW_OFFSETS_NOT_DELETED` with those
 * that the cluster has refused.
 */
export async function deleteOffsets(group: string, options: DeleteOffsetsCommandOptions): Promise<void> {
  const selections = parseTopics('--topic', options.topic);
  await withCluster(options, async ({ admin, results, signal }) => {
    const offsets = await committedOf(admin, group, selections);
    const places = offsets.map(({ topic, partition, committed }) => placeText({ topic, partition, offset: committed }));
    await confirm(`Forget what ${group} has committed: ${places.join(', ')}?`, { yes: options.yes, signal });
    const refused: string[] = [];
    for (const { topic, partition, committed, error } of await deleteGroupOffsets(admin, group, offsets)) {
      if (error !== undefined) refused.push(error.message);
      else {
        const fields = { group, topic, partition, committed, deleted: true };
        results.result(
          fields,
          () => `${group} has no offset for ${topic}[${partition}] any more; it was ${committed}.`,
        );
      }
    }
    if (refused.length > 0) throw cliError('KFW_OFFSETS_NOT_DELETED', { group, reasons: refused });
  });
}
