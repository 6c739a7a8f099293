/** Deletes the first records of partition 0 of a topic, as retention does. */

import type { World } from '@kfw/test-cluster';
import kafkajs from 'kafkajs';

export async function deleteRecords(world: World, topic: string, before: number): Promise<void> {
  const kafka = new kafkajs.Kafka({ brokers: world.cluster.brokers.split(','), logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  try {
    // kafkajs deletes records of topics only that it has asked about before.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(before) }] });
  } finally {
    await admin.disconnect();
  }
}
