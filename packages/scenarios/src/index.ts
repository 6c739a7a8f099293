/** The front door, for benchmarks: clusters to run on. */
export { EmbeddedProcess } from './embedded/embedded-process.js';
export { kafkaTool, measuringTool } from './foreign-program.js';
export { type KafkaCluster, type StartKafkaOptions, startKafka } from './kafka/kafka-cluster.js';
