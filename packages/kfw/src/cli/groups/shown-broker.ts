/** A broker for people, as Kafka's own tools print it. */

/** `kafka-1:9092 (1)`. */
export function shownBroker({
  id,
  host,
  port,
}: {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}): string {
  return `${host}:${port} (${id})`;
}
