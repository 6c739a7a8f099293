/**
 * Names for StatsD without tags: the values of the labels follow the name, in the order of the instrument's labels, the partition last:
 * `kfw.consumer.messages.billing.orders.OrdersConsumer.consumed`. Graphite stores a name as a path with dots, and StatsD removes
 * what is not a letter, a digit, `_`, `-` or `.`: in a value all of that becomes `_`, the dot as well.
 */

const unsafe = /[^A-Za-z0-9_-]/g;

export function plainName(name: string, labels: readonly (readonly [string, string])[]): string {
  return [name, ...labels.map(([, value]) => (value === '' ? '_' : value.replace(unsafe, '_')))].join('.');
}
