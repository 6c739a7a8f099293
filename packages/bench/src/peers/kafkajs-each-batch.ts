/** kafkajs's `eachBatch` as it comes: it commits after what each fetch brought. */
import type { StartPeer } from './peer.js';
import { startKafkajs } from './start-kafkajs.js';

export const start: StartPeer = (task) =>
  startKafkajs(task, {
    eachBatch: async ({ batch: { partition, messages } }) => {
      for (const { value } of messages) task.handle(partition, value);
    },
  });
