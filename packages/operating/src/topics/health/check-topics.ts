/** Checks topics for what loses or blocks messages. Replication and settings take a few requests for all of them. */
import type { Admin, TopicDescription, TopicReader } from '@kfw/core';
import { checkDeadLetters } from './check-dead-letters.js';
import { checkKeys } from './check-keys.js';
import { checkReplication } from './check-replication.js';
import type { DeadLetterPair, TopicFinding } from './finding.js';
import { settingsOf } from './topic-settings.js';

export interface TopicCheck {
  readonly admin: Pick<Admin, 'describeTopics' | 'describeConfigs' | 'cluster'>;
  /** Opens a reader of one topic, which is closed after use. */
  readonly reader: (topic: string) => TopicReader;
  /** Which to check; they exist. */
  readonly topics: readonly string[];
  /** A pair with a topic that is not among `topics` is left out. */
  readonly deadLetters: readonly DeadLetterPair[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Sorted by topic, those of the whole cluster last. Throws the signal's reason when it fires. */
export async function checkTopics(check: TopicCheck): Promise<TopicFinding[]> {
  const { admin, topics, deadLetters, signal, onProgress } = check;
  const descriptions = await admin.describeTopics(topics);
  const brokers = brokerCount(await admin.cluster(), descriptions);
  const configs = await admin.describeConfigs(topics.map((name) => ({ type: 'topic', name })));
  const settings = new Map(configs.map((description) => [description.name, settingsOf(description)]));
  const findings = descriptions.flatMap((described) =>
    checkReplication(described, settings.get(described.topic)?.minInSync ?? 1, brokers),
  );
  for (const pair of deadLetters) {
    const ofDeadLetters = settings.get(pair.topic);
    const ofSource = settings.get(pair.source);
    if (ofDeadLetters && ofSource) findings.push(...checkDeadLetters(pair, ofDeadLetters, ofSource));
  }
  // A partition without a leader cannot be read.
  const offline = new Set(findings.filter(({ finding }) => finding === 'offlinePartitions').map(({ topic }) => topic));
  const compacted = topics.filter((topic) => settings.get(topic)?.isCompacted && !offline.has(topic));
  for (const [index, topic] of compacted.entries()) {
    signal?.throwIfAborted();
    onProgress?.(index, compacted.length);
    findings.push(...(await sampleKeys(topic, check)));
  }
  signal?.throwIfAborted();
  findings.sort((one, other) => (one.topic ?? '').localeCompare(other.topic ?? ''));
  if (brokers === 1 && topics.length > 0) {
    findings.push({ finding: 'onlyBroker', severity: 'info', topic: null, topics: topics.length });
  }
  return findings;
}

/** A broker that is down is one of the cluster as long as it has replicas. */
function brokerCount(
  { brokers }: { readonly brokers: readonly { readonly id: number }[] },
  topics: readonly TopicDescription[],
) {
  const replicas = topics.flatMap(({ partitions }) => partitions.flatMap((partition) => partition.replicas));
  return new Set([...brokers.map(({ id }) => id), ...replicas]).size;
}

/** Ends early when the signal fires. */
async function sampleKeys(topic: string, { reader, signal }: TopicCheck): Promise<TopicFinding[]> {
  const opened = reader(topic);
  // Closed again below, where it throws.
  const close = () => void opened.close().catch(() => undefined);
  signal?.addEventListener('abort', close, { once: true });
  try {
    return await checkKeys(topic, opened);
  } catch (thrown) {
    signal?.throwIfAborted();
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', close);
    await opened.close();
  }
}
