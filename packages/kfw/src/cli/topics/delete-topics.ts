/** `kfw topics delete`. */
import { isInternalTopic, readersOf, requireTopics } from '@kfw/operating';
import { type ClusterRun, withCluster } from '../cluster/with-cluster.js';
import { cliError } from '../errors.js';
import { confirmByName } from '../rendering/confirm.js';
import { desiredTopicsOf } from './app-topics.js';
import type { AskingOptions } from './topics-options.js';
import { usesIn } from './uses.js';

/** Throws `KFW_TOPIC_NOT_FOUND` and `KFW_TOPIC_INTERNAL` before it asks for the first name. */
export async function deleteTopics(named: readonly string[], options: AskingOptions): Promise<void> {
  await withCluster(options, async (run) => {
    const { admin, results, signal, config } = run;
    const topics = [...new Set(named)];
    const internal = topics.find(isInternalTopic);
    if (internal !== undefined) throw cliError('KFW_TOPIC_INTERNAL', { topic: internal });
    requireTopics(topics, await admin.listTopics());
    await warnOfUsers(run, topics);
    for (const topic of topics) {
      const question = `${topic} and all its messages on ${config.brokers.join(',')} (${config.environment}) are deleted.`;
      await confirmByName(question, topic, { yes: options.yes, signal });
    }
    signal.throwIfAborted();
    for (const topic of await admin.deleteTopics(topics)) {
      results.result({ topic, deleted: true }, () => `Deleted ${topic}.`);
    }
  });
}

async function warnOfUsers(run: ClusterRun, topics: readonly string[]): Promise<void> {
  for (const each of desiredTopicsOf(run)?.filter(({ topic }) => topics.includes(topic)) ?? []) {
    const uses = usesIn({ declared: each.origin === 'declared', roles: each.roles });
    run.results.note(`warning: ${each.topic} is used by this app: ${uses}.`);
  }
  for (const { topic, group, members } of await readersOf(run.admin, topics, run.signal)) {
    const now = members === 0 ? 'no members now' : `${members === 1 ? '1 member' : `${members} members`} now`;
    run.results.note(`warning: group ${group} has committed offsets of ${topic}, and ${now}.`);
  }
}
