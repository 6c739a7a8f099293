/** Which topics of a cluster hold dead letters, for commands that name none. */

import { withoutParked } from './replay/parked-topic.js';

/** What kfw, Spring and Kafka Connect call them by convention. */
const conventional = /(?:dead-letters?|dlq|dlt)$/i;

export interface KnownTopics {
  /** Those of the app's routes, by their names on the cluster; `undefined` without an app. */
  readonly declared: readonly string[] | undefined;
  readonly existing: readonly string[];
}

/**
 * Without an app, those whose names end in `dead-letters`, `dead-letter`, `dlq` or `dlt`. In both cases with the topics
 * `TOPIC.parked` that belong to them. Sorted; existing ones only.
 */
export function deadLetterTopics({ declared, existing }: KnownTopics): string[] {
  const isOne =
    declared === undefined ? (topic: string) => conventional.test(topic) : (topic: string) => declared.includes(topic);
  return existing.filter((topic) => isOne(topic) || isOne(withoutParked(topic))).sort();
}
