/** The host of a member: Kafka puts a slash before it, which is Java's form of an address without a name. */

/** `/10.0.0.7` is `10.0.0.7`. */
export function memberHost(host: string): string {
  return host.replace(/^\//, '');
}
