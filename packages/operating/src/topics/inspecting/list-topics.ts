/** The topics of a cluster, and what an app uses them for. */
import type { Admin } from '@kfw/core';
import type { DesiredTopic, TopicRole } from '../desired-topic.js';
import { replicationFactorOf } from '../planning/topic-difference.js';
import { retryAfterDeletion } from '../retry-after-deletion.js';
import { isInternalTopic } from './internal-topics.js';

export interface TopicListing {
  readonly topic: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** `null` without an app. */
  readonly declared: boolean | null;
  /** What the app uses it for; empty without an app. */
  readonly roles: readonly TopicRole[];
}

export interface ListTopicsOptions {
  readonly admin: Pick<Admin, 'listTopics' | 'describeTopics'>;
  /** Those of the app, by their names on the cluster; `undefined` without an app. */
  readonly desired: readonly DesiredTopic[] | undefined;
  /** With Kafka's own topics. */
  readonly isWithInternal: boolean;
}

/** Sorted by name. */
export async function listTopics({ admin, desired, isWithInternal }: ListTopicsOptions): Promise<TopicListing[]> {
  const uses = new Map(desired?.map((each) => [each.topic, each]));
  const described = await retryAfterDeletion(async () => {
    const names = (await admin.listTopics()).filter((name) => isWithInternal || !isInternalTopic(name));
    return admin.describeTopics(names.sort());
  });
  const listed = described.map((description) => {
    const use = uses.get(description.topic);
    return {
      topic: description.topic,
      partitions: description.partitions.length,
      replicationFactor: replicationFactorOf(description),
      declared: desired === undefined ? null : use?.origin === 'declared',
      roles: use?.roles ?? [],
    };
  });
  return listed.sort((one, other) => (one.topic < other.topic ? -1 : 1));
}
