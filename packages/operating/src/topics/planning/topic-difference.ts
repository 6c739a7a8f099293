/** The difference between one topic as it should be and as it is: what `apply` changes, and what it only reports. */
import type { ConfigEntry, TopicDescription } from '@kfw/core';
import type { DesiredTopic } from '../desired-topic.js';
import { isSameConfigValue } from './config-values.js';
import type { ConfigDifference, TopicChange, TopicReport } from './topic-change.js';

export interface TopicDifference {
  readonly changes: readonly TopicChange[];
  readonly reports: readonly TopicReport[];
}

/** The cluster as far as a new topic depends on it. */
export interface ClusterLimits {
  readonly brokers: number;
  /** The names of all topic settings; `undefined` when there is not a topic to ask about. */
  readonly configNames: ReadonlySet<string> | undefined;
}

/** A topic that the cluster does not have. What the cluster would reject is reported, and not in the change. */
export function newTopic(desired: DesiredTopic, { brokers, configNames }: ClusterLimits): TopicDifference {
  const { topic, origin, of, partitions = null, replicationFactor = null } = desired;
  if (replicationFactor !== null && replicationFactor > brokers) {
    return { changes: [], reports: [{ topic, kind: 'tooFewBrokers', brokers, to: replicationFactor }] };
  }
  const settings = Object.entries(desired.config);
  const isUnknown = ([name]: readonly [string, string]): boolean => configNames?.has(name) === false;
  const config = Object.fromEntries(settings.filter((setting) => !isUnknown(setting)));
  return {
    changes: [{ topic, action: 'create', origin, of, partitions, replicationFactor, config }],
    reports: settings.filter(isUnknown).map(([name, to]) => ({ topic, kind: 'unknownConfig', name, to })),
  };
}

/** A topic that the cluster has. Settings are compared with the value in force: a default that is meant is not a difference. */
export function existingTopic(
  desired: DesiredTopic,
  described: TopicDescription,
  entries: readonly ConfigEntry[],
): TopicDifference {
  const { topic, origin, of } = desired;
  const changes: TopicChange[] = [];
  const reports: TopicReport[] = [];
  // More than a derived topic needs is not a difference.
  const isExact = origin === 'declared';
  const from = described.partitions.length;
  const to = desired.partitions ?? from;
  if (to > from) changes.push({ topic, action: 'addPartitions', origin, of, from, to });
  if (to < from && isExact) reports.push({ topic, kind: 'fewerPartitions', from, to });
  const replicas = replicationFactorOf(described);
  const { replicationFactor = replicas } = desired;
  if (replicationFactor > replicas || (replicationFactor < replicas && isExact)) {
    reports.push({ topic, kind: 'replicationFactor', from: replicas, to: replicationFactor });
  }
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const configs: ConfigDifference[] = [];
  for (const [name, value] of Object.entries(desired.config)) {
    const entry = byName.get(name);
    if (entry === undefined) reports.push({ topic, kind: 'unknownConfig', name, to: value });
    else if (entry.value === null || !isSameConfigValue(name, entry.value, value)) {
      configs.push({ name, from: entry.value, to: value });
    }
  }
  if (configs.length > 0) changes.push({ topic, action: 'alterConfigs', origin, of, configs });
  return { changes, reports };
}

/** The replicas of its partitions: the fewest, while a reassignment is under way. */
export function replicationFactorOf({ partitions }: TopicDescription): number {
  return Math.min(...partitions.map(({ replicas }) => replicas.length));
}
