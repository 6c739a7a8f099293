/**
 * Creates the wanted topics that a cluster does not have, with one request, where an app may create topics: in development.
 * What exists is left as it is. A small cluster must not keep an app from starting there, so a topic gets at most as many
 * replicas as there are brokers.
 */
import type { Admin, NewTopic } from '@kfw/core';
import type { DesiredTopic } from './desired-topic.js';

export type CreatingAdmin = Pick<Admin, 'listTopics' | 'describeTopics' | 'createTopics' | 'cluster'>;

export interface CreatedTopics {
  /** Names of those that this call has created; another process may have created others meanwhile. */
  readonly created: readonly string[];
  /** Of these, the ones that got fewer replicas than they declare. */
  readonly reduced: readonly string[];
  readonly brokers: number;
}

const minInSync = 'min.insync.replicas';

/** Throws what the admin port throws. */
export async function createMissingTopics(
  admin: CreatingAdmin,
  desired: readonly DesiredTopic[],
): Promise<CreatedTopics> {
  const existing = new Set(await admin.listTopics());
  const missing = desired.filter(({ topic }) => !existing.has(topic));
  if (missing.length === 0) return { created: [], reduced: [], brokers: 0 };
  const brokers = (await admin.cluster()).brokers.length;
  const sources = new Set(missing.flatMap(({ partitionsOf }) => partitionsOf).filter((source) => existing.has(source)));
  const counts = new Map(
    (await admin.describeTopics([...sources])).map(({ topic, partitions }) => [topic, partitions.length]),
  );
  const created = await admin.createTopics(missing.map((topic) => newTopic(topic, counts, brokers)));
  const isReduced = ({ topic, replicationFactor = 1 }: DesiredTopic) =>
    replicationFactor > brokers && created.includes(topic);
  return { created, reduced: missing.filter(isReduced).map(({ topic }) => topic), brokers };
}

function newTopic(desired: DesiredTopic, counts: ReadonlyMap<string, number>, brokers: number): NewTopic {
  const { topic, replicationFactor, config } = desired;
  const partitions = Math.max(
    desired.partitions ?? 0,
    ...desired.partitionsOf.map((source) => counts.get(source) ?? 0),
  );
  return {
    topic,
    ...(partitions > 0 && { partitions }),
    ...(replicationFactor !== undefined && { replicationFactor: Math.min(replicationFactor, brokers) }),
    config: writable(config, brokers),
  };
}

/** More in-sync replicas than brokers would make the topic unwritable. */
function writable(config: DesiredTopic['config'], brokers: number): DesiredTopic['config'] {
  const wanted = Number(config[minInSync] ?? 1);
  return wanted > brokers ? { ...config, [minInSync]: String(brokers) } : config;
}
