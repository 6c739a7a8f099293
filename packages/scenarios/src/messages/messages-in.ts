import type { App } from 'kfw';

/** The number of messages of a topic, over all its partitions. */
export async function messagesIn(app: App, topic: string): Promise<number> {
  const partitions = await app.admin.topicOffsets(topic);
  return partitions.reduce((sum, { low, high }) => sum + high - low, 0);
}
