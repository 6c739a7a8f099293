/**
 * Which topic gets the failed messages of which: as the routes of an app say; without an app, by names such as
 * `orders.dead-letters` beside `orders`.
 */
import type { DesiredTopic } from '../desired-topic.js';
import type { DeadLetterPair } from './finding.js';

const named = /^(.+)[._-](?:dead-letters?|dlq|dlt)$/;

export function deadLetterPairs(
  desired: readonly DesiredTopic[] | undefined,
  topics: readonly string[],
): DeadLetterPair[] {
  if (desired !== undefined) {
    const deadLetters = desired.filter(({ roles }) => roles.includes('dead-letter'));
    return deadLetters.flatMap(({ topic, of }) => of.map((source) => ({ topic, source })));
  }
  const existing = new Set(topics);
  return topics.flatMap((topic) => {
    const source = named.exec(topic)?.[1];
    return source !== undefined && existing.has(source) ? [{ topic, source }] : [];
  });
}
