/**
 * The values of kafkajs. It is CommonJS, and Node finds only some of its exports by name when it is imported from an
 * ES module: here they are taken from the whole. Types are imported from `kafkajs` itself.
 */
import kafkajs from 'kafkajs';

export const { AssignerProtocol, Kafka, logLevel } = kafkajs;
