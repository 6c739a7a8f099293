/** Removes topics without partitions from a response, as Kafka does. */
export function withPartitions<Topic extends { readonly partitions: readonly unknown[] }>(
  topics: readonly Topic[],
): readonly Topic[] {
  return topics.every(({ partitions }) => partitions.length > 0)
    ? topics
    : topics.filter(({ partitions }) => partitions.length > 0);
}
