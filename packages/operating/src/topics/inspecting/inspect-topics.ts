/** All about topics: partitions with their replicas and offsets, and the settings that are not the cluster's defaults. */
import type { Admin, ConfigEntry, TopicDescription } from '@kfw/core';
import { replicationFactorOf } from '../planning/topic-difference.js';
import { requireTopics } from './require-topics.js';

export interface InspectedPartition {
  readonly partition: number;
  /** −1: none. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
  /** `null` while a partition of the topic has no leader. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface InspectedTopic {
  readonly topic: string;
  readonly replicationFactor: number;
  /**
   * The offsets between low and high: compaction and transactions leave fewer messages than that. `null` while a partition
   * has no leader.
   */
  readonly offsets: number | null;
  readonly partitions: readonly InspectedPartition[];
  /** What is set on the topic itself. */
  readonly config: Readonly<Record<string, string | null>>;
}

export type InspectAdmin = Pick<Admin, 'listTopics' | 'describeTopics' | 'describeConfigs' | 'offsetRanges'>;

/** In the order of `named`. Throws `KFW_TOPIC_NOT_FOUND` with the nearest name. */
export async function inspectTopics(admin: InspectAdmin, named: readonly string[]): Promise<InspectedTopic[]> {
  requireTopics(named, await admin.listTopics());
  const topics = [...new Set(named)];
  const described = new Map((await admin.describeTopics(topics)).map((each) => [each.topic, each]));
  const ranges = Map.groupBy(await admin.offsetRanges(topics, { skipLeaderless: true }), ({ topic }) => topic);
  const configs = await admin.describeConfigs(topics.map((name) => ({ type: 'topic', name })));
  const entries = new Map(configs.map((each) => [each.name, each.entries]));
  return topics.flatMap((topic) => {
    const description = described.get(topic);
    if (description === undefined) return [];
    return [inspected(description, ranges.get(topic) ?? [], entries.get(topic) ?? [])];
  });
}

type Range = Pick<InspectedPartition, 'partition'> & { readonly low: number; readonly high: number };

function inspected(description: TopicDescription, ranges: readonly Range[], entries: readonly ConfigEntry[]) {
  const byPartition = new Map(ranges.map((range) => [range.partition, range]));
  const own = entries.filter(({ source }) => source === 'topic');
  return {
    topic: description.topic,
    replicationFactor: replicationFactorOf(description),
    offsets:
      ranges.length < description.partitions.length ? null : ranges.reduce((sum, { low, high }) => sum + high - low, 0),
    partitions: description.partitions.map(({ partition, leader, replicas, inSync }) => {
      const { low = null, high = null } = byPartition.get(partition) ?? {};
      return { partition, leader, replicas, inSync, low, high };
    }),
    config: Object.fromEntries(own.map(({ name, value }) => [name, value])),
  };
}
