/**
 * Whether a compacted topic is fed without keys: the newest messages of some of its partitions are read. Such messages are
 * from the time before it was compacted, because a compacted topic rejects them: its producers fail now.
 */
import type { TopicReader } from '@kfw/core';
import type { TopicFinding } from './finding.js';

const partitionsRead = 8;
const newestRead = 25;

/** The reader is closed by the caller. */
export async function checkKeys(topic: string, reader: TopicReader): Promise<TopicFinding[]> {
  const partitions = (await reader.partitions()).slice(0, partitionsRead);
  const ranges = await reader.offsets(partitions);
  const spans = ranges
    .filter(({ low, high }) => high > low)
    .map(({ partition, low, high }) => ({ partition, from: Math.max(low, high - newestRead), end: high }));
  if (spans.length === 0) return [];
  let sampled = 0;
  let withoutKey = 0;
  for await (const { records } of reader.read(spans)) {
    const readable = records.filter(({ problem }) => problem === undefined);
    sampled += readable.length;
    withoutKey += readable.filter(({ key }) => key === null).length;
  }
  if (withoutKey === 0) return [];
  return [{ finding: 'keylessCompacted', severity: 'error', topic, sampled, withoutKey }];
}
