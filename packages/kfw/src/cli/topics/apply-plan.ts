/** `kfw topics apply`. */
import { type AppliedTopics, applyTopics, planTopics } from '@kfw/operating';
import { type ClusterRun, withCluster } from '../cluster/with-cluster.js';
import { cliError } from '../errors.js';
import { confirm } from '../rendering/confirm.js';
import { createProgress } from '../rendering/progress.js';
import { requireDesiredTopics } from './app-topics.js';
import { noteOfPlan } from './show-plan.js';
import { requireCreatable, shownPlan } from './sum-of-plan.js';
import type { AskingOptions } from './topics-options.js';

/**
 * Throws `KFW_TOPICS_NOT_APPLIED` when a change failed, which the results name, and `KFW_TOPICS_NOT_CREATABLE` when all is
 * made and topics are still missing.
 */
export async function applyPlan(options: AskingOptions): Promise<void> {
  await withCluster(options, async (run) => {
    const { admin, results, signal, config } = run;
    const desired = requireDesiredTopics(run);
    const plan = await planTopics(admin, desired);
    const { changes } = plan;
    results.text(shownPlan(run, plan));
    noteOfPlan(run, plan, desired);
    if (changes.length === 0) {
      requireCreatable(plan);
      return;
    }
    const count = countOf(changes.length);
    await confirm(`Make ${count} on ${config.brokers.join(',')} (${config.environment})?`, {
      yes: options.yes,
      signal,
    });
    const progress = createProgress({ doing: 'applying', unit: 'changes', json: results.json });
    const applied = await applyTopics(admin, changes, {
      signal,
      onProgress: ({ done, total }) => progress.update(done, total),
    });
    progress.end();
    report(run, applied);
    requireCreatable(plan);
  });
}

function report({ results, signal }: ClusterRun, applied: AppliedTopics): void {
  for (const { change, error } of applied.results) {
    const fields = { ...change, error: error === undefined ? null : { code: codeOf(error), message: error.message } };
    if (results.json) results.result(fields, () => '');
    else if (error !== undefined) results.text(`failed: ${change.topic} (${change.action}): ${error.message}`);
  }
  const failed = applied.results.filter(({ error }) => error !== undefined).length;
  const left = applied.notDone.length;
  const done = applied.results.length - failed;
  if (left > 0) results.note(`Made ${countOf(done)}; ${countOf(left)} not begun. Run it again for the rest.`);
  else results.text(`Made ${countOf(done)}.`);
  if (failed > 0) throw cliError('KFW_TOPICS_NOT_APPLIED', { failed, left });
  signal.throwIfAborted();
}

function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function countOf(changes: number): string {
  return changes === 1 ? '1 change' : `${changes} changes`;
}
