/** Kafka's bound on the partitions that one request may ask for. */
export const mostPartitions = 10_000;
