/**
 * The difference between the topics that should be there and the cluster. The number of requests does not depend on the
 * number of topics.
 */
import type { Admin, TopicDescription } from '@kfw/core';
import type { DesiredTopic } from '../desired-topic.js';
import { isInternalTopic } from '../inspecting/internal-topics.js';
import { retryAfterDeletion } from '../retry-after-deletion.js';
import type { TopicsPlan } from './topic-change.js';
import { existingTopic, newTopic } from './topic-difference.js';

export type PlanAdmin = Pick<Admin, 'listTopics' | 'describeTopics' | 'describeConfigs' | 'cluster'>;

/** Throws what the admin port throws. The changes are in the order of `desired`. */
export function planTopics(admin: PlanAdmin, desired: readonly DesiredTopic[]): Promise<TopicsPlan> {
  return retryAfterDeletion(() => lookAndPlan(admin, desired));
}

async function lookAndPlan(admin: PlanAdmin, desired: readonly DesiredTopic[]): Promise<TopicsPlan> {
  const names = await admin.listTopics();
  const wanted = new Set(desired.map(({ topic }) => topic));
  const counted = new Set(desired.flatMap(({ partitionsOf }) => partitionsOf));
  const existing = names.filter((name) => wanted.has(name));
  const descriptions = await admin.describeTopics(names.filter((name) => wanted.has(name) || counted.has(name)));
  // Where nothing is there yet, any other topic shows which settings there are.
  const probed = existing.length > 0 ? existing : names.slice(0, 1);
  const configs = await admin.describeConfigs(probed.map((name) => ({ type: 'topic', name })));
  const limits = {
    brokers: (await admin.cluster()).brokers.length,
    configNames: configs[0] && new Set(configs[0].entries.map(({ name }) => name)),
  };
  const described = new Map(descriptions.map((description) => [description.topic, description]));
  const entries = new Map(configs.map((description) => [description.name, description.entries]));
  const differences = desired.map((each) => {
    const topic = withPartitions(each, described);
    const known = described.get(topic.topic);
    return known === undefined ? newTopic(topic, limits) : existingTopic(topic, known, entries.get(topic.topic) ?? []);
  });
  return {
    changes: differences.flatMap(({ changes }) => changes),
    reports: differences.flatMap(({ reports }) => reports),
    undeclared: names.filter((name) => !wanted.has(name) && !isInternalTopic(name)).sort(),
  };
}

/** The partitions of a topic that is to have as many as others, which are counted on the cluster. */
function withPartitions(topic: DesiredTopic, described: ReadonlyMap<string, TopicDescription>): DesiredTopic {
  const counts = topic.partitionsOf.map((source) => described.get(source)?.partitions.length ?? 0);
  const partitions = Math.max(topic.partitions ?? 0, ...counts);
  return partitions === 0 ? topic : { ...topic, partitions };
}
