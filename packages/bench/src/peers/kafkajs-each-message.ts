/**
 * kafkajs's `eachMessage`, committing by its default: after the messages that a fetch returned for a partition. All
 * partitions are handled concurrently, so that they wait for their commits together: measured, it is faster so.
 */
import { partitionCount } from '../records/numbered-records.js';
import type { StartPeer } from './peer.js';
import { startKafkajs } from './start-kafkajs.js';

export const start: StartPeer = (task) =>
  startKafkajs(task, {
    partitionsConsumedConcurrently: partitionCount,
    eachMessage: async ({ partition, message }) => task.handle(partition, message.value),
  });
