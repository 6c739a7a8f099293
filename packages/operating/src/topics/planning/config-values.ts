/**
 * Whether two values of a topic setting mean the same to a broker: `1e3` is not a number of Kafka, but `007` is 7,
 * `TRUE` is `true`, and the elements of a list have no order.
 */

/** The settings whose value is a list without an order. */
const listConfigs: ReadonlySet<string> = new Set([
  'cleanup.policy',
  'leader.replication.throttled.replicas',
  'follower.replication.throttled.replicas',
]);

export function isSameConfigValue(name: string, one: string, other: string): boolean {
  if (listConfigs.has(name)) return elementsOf(one).join() === elementsOf(other).join();
  return normalised(one) === normalised(other);
}

/** The elements of a list such as `compact, delete`: each once, sorted. */
export function elementsOf(list: string): string[] {
  const elements = list.split(',').map((element) => element.trim());
  return [...new Set(elements.filter((element) => element !== ''))].sort();
}

function normalised(value: string): string {
  const text = value.trim();
  // Kafka's longest retention is beyond the whole numbers that a `number` tells apart.
  if (/^[+-]?\d+$/.test(text)) return BigInt(text.replace(/^\+/, '')).toString();
  if (/^[+-]?\d*\.\d+$/.test(text)) return String(Number(text));
  return /^(?:true|false)$/i.test(text) ? text.toLowerCase() : text;
}
