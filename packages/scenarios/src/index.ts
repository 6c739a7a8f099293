export { type KafkaCluster, type StartKafkaOptions, startKafka } from './kafka/kafka-cluster.js';
