/** Kafka's own topics, such as `__consumer_offsets`, which listings leave out. */
export function isInternalTopic(topic: string): boolean {
  return topic.startsWith('__');
}
