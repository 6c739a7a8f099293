/** kafkajs's `eachMessage` as it comes: it commits after what each fetch brought. */
import type { StartPeer } from './peer.js';
import { startKafkajs } from './start-kafkajs.js';

export const start: StartPeer = (task) =>
  startKafkajs(task, {
    eachMessage: async ({ partition, message }) => task.handle(partition, message.value),
  });
