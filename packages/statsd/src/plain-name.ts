/**
 * Names for StatsD without tags. The values of the labels follow the name, in the order of the instrument's labels, the partition last:
 * `kfw.consumer.messages.billing.orders.OrdersConsumer.consumed`. Graphite stores a name as a path with dots, and StatsD removes
 * all characters but letters, digits, `_`, `-` and `.`: in a value they become `_`, and so does the dot.
 */

const unsafe = /[^A-Za-z0-9_-]/g;

export function plainName(name: string, labels: readonly (readonly [string, string])[]): string {
  return [name, ...labels.map(([, value]) => (value === '' ? '_' : value.replace(unsafe, '_')))].join('.');
}
