/** Kafka's bound on the partitions that one request may ask for. */
export const maxPartitions = 10_000;
