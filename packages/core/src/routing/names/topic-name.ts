/** Names of topics, as Kafka allows them (`org.apache.kafka.common.internals.Topic`). */

const allowed = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/;

export function isTopicName(name: string): boolean {
  return allowed.test(name);
}

/**
 * Pairs of names that cannot both be on one cluster: the names of a topic's metrics have underscores for dots, and Kafka
 * refuses the second topic. Each name is paired with the first that it collides with.
 */
export function collidingNames(names: Iterable<string>): (readonly [first: string, second: string])[] {
  const byMetric = new Map<string, string>();
  const pairs: (readonly [string, string])[] = [];
  for (const name of new Set(names)) {
    const metric = name.replaceAll('.', '_');
    const first = byMetric.get(metric);
    if (first === undefined) byMetric.set(metric, name);
    else pairs.push([first, name]);
  }
  return pairs;
}
