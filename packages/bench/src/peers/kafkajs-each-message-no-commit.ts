/**
 * kafkajs's `eachMessage` without any commits: the ceiling of its fetch path, not a production setting. Without
 * commits to wait for, handling partitions concurrently gains nothing: measured.
 */
import type { StartPeer } from './peer.js';
import { startKafkajs } from './start-kafkajs.js';

export const start: StartPeer = (task) =>
  startKafkajs(task, {
    autoCommit: false,
    eachMessage: async ({ partition, message }) => task.handle(partition, message.value),
  });
