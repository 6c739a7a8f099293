/**
 * The dead-letter and retry topics that the routes need. A missing one is noticed only when a message fails, and then
 * blocks its partition, so a server that may not create topics checks them at boot.
 */
import type { Admin, Monitor } from '@kfw/core';
import type { Plan, TopicMapper, TopicPlan } from '@kfw/core/internal';

export type FailureTopicKind = 'dead-letter' | 'retry';

export interface FailureTopic {
  /** Its name in the code. */
  readonly topic: string;
  readonly kind: FailureTopicKind;
  /** The topics whose messages go there, as in the routes. */
  readonly of: readonly string[];
}

/** The failure topics of the active topics, each once. */
export function failureTopics({ groups }: Plan): FailureTopic[] {
  const found = new Map<string, { kind: FailureTopicKind; of: Set<string> }>();
  const add = (topic: string, kind: FailureTopicKind, source: string): void => {
    const known = found.get(topic) ?? { kind, of: new Set() };
    known.of.add(source);
    found.set(topic, known);
  };
  for (const plan of groups.flatMap(({ topics }) => topics).filter(({ active }) => active)) {
    const source = plan.retryOf ?? plan.topic;
    if (plan.retryOf !== undefined) add(plan.topic, 'retry', source);
    if (plan.policy.deadLetter !== undefined) add(plan.policy.deadLetter, 'dead-letter', source);
  }
  return Array.from(found, ([topic, { kind, of }]) => ({ topic, kind, of: [...of] }));
}

/** The retry topics of one topic of a group, in the order in which messages go through them. */
export function retryTopicsOf(plan: TopicPlan, topics: readonly TopicPlan[]): string[] {
  return topics
    .filter(({ group, retryOf }) => group === plan.group && retryOf !== undefined && retryOf === plan.topic)
    .map(({ topic }) => topic);
}

export interface FailureTopicCheck {
  readonly plan: Plan;
  readonly admin: Pick<Admin, 'listTopics'>;
  readonly topicMapper: TopicMapper | undefined;
  readonly monitor: Monitor;
}

/** Publishes `topic.missing` for each that the cluster does not list. */
export async function reportMissingTopics({ plan, admin, topicMapper, monitor }: FailureTopicCheck): Promise<void> {
  const wanted = failureTopics(plan);
  if (wanted.length === 0) return;
  // A cluster that does not respond is not reported here: the groups connect to it next, and report it.
  const existing = new Set(await admin.listTopics().catch(() => undefined));
  if (existing.size === 0) return;
  for (const { topic, kind, of } of wanted) {
    const onCluster = topicMapper?.toCluster(topic) ?? topic;
    if (!existing.has(onCluster)) monitor.publish('topic.missing', { topic: onCluster, kind, of });
  }
}
