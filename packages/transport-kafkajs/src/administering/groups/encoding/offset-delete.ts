/**
 * OffsetDelete (key 47), version 0 (KIP-496): forgets committed offsets of a group. kafkajs does not know it.
 */
import type { TopicPartition } from '@kfw/core';
import type { EncodedRequest } from '../../../kafkajs/encoded-request.js';
import { WireWriter } from '../../../wire/writer.js';

export interface DeletedOffsets {
  /** Of the group as a whole. */
  readonly errorCode: number;
  readonly throttleMs: number;
  readonly partitions: readonly (TopicPartition & { readonly errorCode: number })[];
}

export function offsetDeleteRequest(
  group: string,
  partitions: readonly TopicPartition[],
): EncodedRequest<DeletedOffsets> {
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  const topicBytes = [...byTopic.keys()].reduce((sum, topic) => sum + 6 + Buffer.byteLength(topic), 0);
  const writer = WireWriter.forBytes(6 + Buffer.byteLength(group) + topicBytes + 4 * partitions.length);
  writer.string(group);
  writer.int32(byTopic.size);
  for (const [topic, ofTopic] of byTopic) {
    writer.string(topic);
    writer.int32(ofTopic.length);
    for (const { partition } of ofTopic) writer.int32(partition);
  }
  return {
    apiKey: 47,
    apiName: 'OffsetDelete',
    apiVersion: 0,
    body: writer.written,
    read(reader) {
      const errorCode = reader.int16();
      const throttleMs = reader.int32();
      const topics = reader.array(() => {
        const topic = reader.string();
        return reader.array(() => ({ topic, partition: reader.int32(), errorCode: reader.int16() }));
      });
      return { errorCode, throttleMs, partitions: topics.flat() };
    },
  };
}
