/** `kfw topics delete`. */
import { deleteTopics, isInternalTopic, readersOf, requireTopics } from '@kfw/operating';
import { type ClusterRun, withCluster } from '../cluster/with-cluster.js';
import { cliError } from '../errors.js';
import { confirmByName } from '../rendering/confirm.js';
import { desiredTopicsOf } from './app-topics.js';
import type { AskingOptions } from './topics-options.js';
import { usesIn } from './uses.js';

/** Throws `KFW_TOPIC_NOT_FOUND` and `KFW_TOPIC_INTERNAL` before it asks for the first name. */
export async function removeTopics(named: readonly string[], options: AskingOptions): Promise<void> {
  await withCluster(options, async (run) => {
    const { admin, results, signal, config } = run;
    const topics = [...new Set(named)];
    const internal = topics.find(isInternalTopic);
    if (internal !== undefined) throw cliError('KFW_TOPIC_INTERNAL', { topic: internal });
    requireTopics(topics, await admin.listTopics());
    await warnOfUsers(run, topics);
    for (const topic of topics) {
      const question = `Delete ${topic} and all its messages on ${config.brokers.join(',')} (${config.environment})?`;
      await confirmByName(question, topic, { yes: options.yes, signal });
    }
    signal.throwIfAborted();
    const { deleted, error } = await deleteTopics(admin, topics);
    for (const topic of deleted) results.result({ topic, deleted: true }, () => `Deleted ${topic}.`);
    if (error !== undefined) throw error;
  });
}

async function warnOfUsers(run: ClusterRun, topics: readonly string[]): Promise<void> {
  const used = desiredTopicsOf(run)?.filter(({ topic }) => topics.includes(topic)) ?? [];
  const byUse = Map.groupBy(used, ({ origin, roles }) => usesIn({ declared: origin === 'declared', roles }));
  for (const [use, ofUse] of byUse) {
    run.results.note(`warning: used by this app (${use}): ${namesOf(ofUse)}.`);
  }
  const readers = await readersOf(run.admin, topics, run.signal);
  for (const [group, ofGroup] of Map.groupBy(readers, (each) => each.group)) {
    const members = ofGroup[0]?.members ?? 0;
    const now = members === 0 ? 'no members now' : `${members === 1 ? '1 member' : `${members} members`} now`;
    run.results.note(`warning: group ${group}, with ${now}, has committed offsets of ${namesOf(ofGroup)}.`);
  }
}

const mostNames = 5;

function namesOf(topics: readonly { readonly topic: string }[]): string {
  const names = topics.slice(0, mostNames).map(({ topic }) => topic);
  return topics.length > mostNames ? `${names.join(', ')}, … (${topics.length} topics)` : names.join(', ');
}
