/** `kfw topics plan`. */
import { planTopics, type TopicsPlan } from '@kfw/operating';
import { type ClusterRun, withCluster } from '../cluster/with-cluster.js';
import { exitCodes } from '../exit/exit-codes.js';
import { requireDesiredTopics } from './app-topics.js';
import { requireCreatable, shownPlan } from './sum-of-plan.js';
import type { PlanOptions } from './topics-options.js';

/** With `--detailed-exitcode`, throws `KFW_TOPICS_NOT_CREATABLE` after the plan. */
export async function showPlan(options: PlanOptions): Promise<void> {
  await withCluster(options, async (run) => {
    const plan = await planTopics(run.admin, requireDesiredTopics(run));
    run.results.result(plan, () => shownPlan(run, plan, { isHinted: true }));
    noteOfPlan(run, plan);
    if (!options.detailedExitcode) return;
    requireCreatable(plan);
    if (plan.changes.length > 0) process.exitCode = exitCodes.changes;
  });
}

/** Warnings for the person who applies it. */
export function noteOfPlan({ results }: ClusterRun, { changes, undeclared }: TopicsPlan): void {
  const grown = changes.filter(({ action }) => action === 'addPartitions').map(({ topic }) => topic);
  if (grown.length > 0) {
    results.note(
      `More partitions move keys: from then on the messages of a key of ${grown.join(', ')} may go to another ` +
        'partition than before, where they can overtake the earlier ones.',
    );
  }
  if (undeclared.length > 0 && !results.json) {
    results.note(
      `${undeclared.length === 1 ? '1 topic of the cluster is' : `${undeclared.length} topics of the cluster are`} neither ` +
        'declared nor implied here, and left alone. `kfw topics list` shows them.',
    );
  }
}
