/**
 * The values that kafkajs exports. It is CommonJS, and Node finds only some of its exports by name when an ES module
 * imports it: here they are taken from the whole. Types are imported from `kafkajs` itself.
 */
import kafkajs from 'kafkajs';

export const { AssignerProtocol, Kafka, logLevel } = kafkajs;
