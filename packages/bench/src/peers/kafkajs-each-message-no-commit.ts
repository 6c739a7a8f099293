/** kafkajs's `eachMessage` without any commits: the ceiling of its fetch path, not something to run in earnest. */
import type { StartPeer } from './peer.js';
import { startKafkajs } from './start-kafkajs.js';

export const start: StartPeer = (task) =>
  startKafkajs(task, {
    autoCommit: false,
    eachMessage: async ({ partition, message }) => task.handle(partition, message.value),
  });
