/** `kfw topics plan`. */
import { type DesiredTopic, planTopics, type TopicsPlan } from '@kfw/operating';
import { type ClusterRun, withCluster } from '../cluster/with-cluster.js';
import { exitCodes } from '../exit/exit-codes.js';
import { requireDesiredTopics } from './app-topics.js';
import { notesOfPlan } from './notes-of-plan.js';
import { requireCreatable, shownPlan } from './sum-of-plan.js';
import type { PlanOptions } from './topics-options.js';

/** With `--detailed-exitcode`, throws `KFW_TOPICS_NOT_CREATABLE` after the plan. */
export async function showPlan(options: PlanOptions): Promise<void> {
  await withCluster(options, async (run) => {
    const desired = requireDesiredTopics(run);
    const plan = await planTopics(run.admin, desired);
    run.results.result(plan, () => shownPlan(run, plan, { isHinted: true }));
    noteOfPlan(run, plan, desired);
    if (!options.detailedExitcode) return;
    requireCreatable(plan);
    if (plan.changes.length > 0) process.exitCode = exitCodes.changes;
  });
}

/** Warnings for the person who applies it. */
export function noteOfPlan({ results }: ClusterRun, plan: TopicsPlan, desired: readonly DesiredTopic[]): void {
  for (const note of notesOfPlan(plan, desired)) results.note(note);
  const { undeclared } = plan;
  if (undeclared.length > 0 && !results.json) {
    results.note(
      `${undeclared.length === 1 ? '1 topic of the cluster is' : `${undeclared.length} topics of the cluster are`} neither ` +
        'declared nor implied here, and left alone. `kfw topics list` shows them.',
    );
  }
}
