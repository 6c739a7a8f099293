/**
 * Which of a route's topics exist. kafkajs cannot subscribe to a topic that does not exist without failing for all the
 * others, so it gets the existing ones, and the source looks again later for the rest and for new matches of patterns.
 */
import type { Admin, SourceOptions, StartFrom, TopicPattern } from '@kfw/core';

export type Subscription = SourceOptions['topics'][number];

export interface Discovery {
  /** Existing topics and where each starts. */
  readonly found: ReadonlyMap<string, StartFrom>;
  /** Topics subscribed to by name that do not exist. */
  readonly missing: readonly string[];
}

/** Topics of Kafka itself, which a pattern does not mean. */
const isInternal = (topic: string) => topic.startsWith('__');

/** A regular expression is searched for and not tested: that would remember where a global one matched last. */
function matchesPattern(pattern: TopicPattern, topic: string): boolean {
  return pattern instanceof RegExp ? topic.search(pattern) !== -1 : pattern.test(topic);
}

/** A topic's own subscription goes before a pattern; among patterns the first that matches counts. */
export function matchTopics(subscriptions: readonly Subscription[], existing: readonly string[]): Discovery {
  const found = new Map<string, StartFrom>();
  const names = new Set(existing);
  const missing: string[] = [];
  for (const { topic, startFrom } of subscriptions) {
    if (typeof topic !== 'string') continue;
    if (names.has(topic)) found.set(topic, startFrom);
    else missing.push(topic);
  }
  for (const { topic: pattern, startFrom } of subscriptions) {
    if (typeof pattern === 'string') continue;
    for (const topic of existing)
      if (!found.has(topic) && !isInternal(topic) && matchesPattern(pattern, topic)) found.set(topic, startFrom);
  }
  return { found, missing };
}

/** Looks at the cluster, creating what is missing when that is allowed. */
export async function discoverTopics(
  admin: Admin,
  { topics, createTopics }: Pick<SourceOptions, 'topics' | 'createTopics'>,
): Promise<Discovery> {
  const discovery = matchTopics(topics, await admin.listTopics());
  if (!createTopics || discovery.missing.length === 0) return discovery;
  await admin.createTopics(discovery.missing.map((topic) => ({ topic })));
  return matchTopics(topics, await admin.listTopics());
}
