/** Records of the port as kafkajs messages. The partition is always explicit: kafkajs never chooses. */
import type { OutboundRecord, PartitionBatch } from '@kfw/core';
import type { ICustomPartitioner, IHeaders, Message, TopicMessages } from 'kafkajs';

/** Takes the partition that the message names. Passing one also silences kafkajs's warning about its default. */
export const explicitPartitioner: ICustomPartitioner =
  () =>
  ({ message }) =>
    message.partition ?? 0;

function toMessage(record: OutboundRecord, partition: number): Message {
  return {
    key: record.key,
    value: record.value,
    partition,
    headers: record.headers as IHeaders,
    ...(record.timestamp === undefined ? {} : { timestamp: String(record.timestamp) }),
  };
}

/** One entry per topic. */
export function toTopicMessages(batches: readonly PartitionBatch[]): TopicMessages[] {
  return [...Map.groupBy(batches, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    messages: ofTopic.flatMap(({ partition, records }) => records.map((record) => toMessage(record, partition))),
  }));
}
