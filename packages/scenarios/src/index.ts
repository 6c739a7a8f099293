export { EmbeddedProcess } from './embedded/embedded-process.js';
export { kafkaTool } from './foreign-program.js';
export { type KafkaCluster, type StartKafkaOptions, startKafka } from './kafka/kafka-cluster.js';
