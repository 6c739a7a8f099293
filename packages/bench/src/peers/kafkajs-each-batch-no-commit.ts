/**
 * kafkajs's `eachBatch` without any commits: the ceiling of its fetch path, not a production setting. Without commits
 * to wait for, handling partitions concurrently gains nothing: measured.
 */
import type { StartPeer } from './peer.js';
import { startKafkajs } from './start-kafkajs.js';

export const start: StartPeer = (task) =>
  startKafkajs(task, {
    autoCommit: false,
    eachBatch: async ({ batch: { partition, messages } }) => {
      for (const { value } of messages) task.handle(partition, value);
    },
  });
