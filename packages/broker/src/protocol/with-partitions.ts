/** Topics as Kafka answers them where it answers partitions: those that were named without any are left out. */
export function withPartitions<Topic extends { readonly partitions: readonly unknown[] }>(
  topics: readonly Topic[],
): readonly Topic[] {
  return topics.every(({ partitions }) => partitions.length > 0)
    ? topics
    : topics.filter(({ partitions }) => partitions.length > 0);
}
