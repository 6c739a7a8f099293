/**
 * Resolves a route's subscriptions to existing topics. kafkajs cannot subscribe to a missing topic without failing
 * for all others, so it gets the existing ones, and the source looks for the others, and for new matches of patterns,
 * later.
 */
import type { Admin, SourceOptions, StartFrom, TopicPattern } from '@kfw/core';

export type Subscription = SourceOptions['topics'][number];

export interface Discovery {
  /** Existing topics, and where each starts. */
  readonly found: ReadonlyMap<string, StartFrom>;
  /** Missing topics that are subscribed to by name. */
  readonly missing: readonly string[];
}

/** Kafka's internal topics, which no pattern matches. */
const isInternal = (topic: string) => topic.startsWith('__');

/** `search` and not `test`: a global expression would remember its last match. */
function matchesPattern(pattern: TopicPattern, topic: string): boolean {
  return pattern instanceof RegExp ? topic.search(pattern) !== -1 : pattern.test(topic);
}

/** A topic's own subscription precedes a pattern; the first matching pattern wins. */
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

/** Looks at the cluster, and creates missing topics when that is allowed. */
export async function discoverTopics(
  admin: Admin,
  { topics, createTopics }: Pick<SourceOptions, 'topics' | 'createTopics'>,
): Promise<Discovery> {
  const discovery = matchTopics(topics, await admin.listTopics());
  if (!createTopics || discovery.missing.length === 0) return discovery;
  await admin.createTopics(discovery.missing.map((topic) => ({ topic })));
  return matchTopics(topics, await admin.listTopics());
}
