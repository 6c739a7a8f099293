/** Kafka's limit of partitions that one request may create. */
export const maxPartitions = 10_000;
