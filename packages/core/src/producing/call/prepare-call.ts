/**
 * The preparation of a call: every message is checked and gets its partition before any of them is sent. One invalid
 * message refuses the whole call.
 */
import { coreError } from '../../errors/core-errors.js';
import type { Sink, TopicInfo } from '../../ports/transport.js';
import { BufferedMessage } from '../buffer/partition-queue.js';
import type { OutgoingMessage } from '../deliverer.js';
import type { ProducerSettings } from '../producer-options.js';
import type { Call } from './call.js';
import { choosePartition, stickyPartition } from './choose-partition.js';
import type { ProducerTopic } from './producer-topic.js';

/**
 * The messages of a call whose topics are known, with their partitions. Throws `KFW_PARTITION_INVALID`, `KFW_KEY_MISSING`,
 * `KFW_MESSAGE_TOO_LARGE`, and what the app's partitioner throws.
 */
export function prepareCall(
  call: Call,
  topicOf: (name: string) => ProducerTopic,
  sizeOf: Sink['sizeOf'],
  settings: ProducerSettings,
): BufferedMessage[] {
  const { messages } = call;
  const prepared = new Array<BufferedMessage>(messages.length);
  for (let index = 0; index < messages.length; index += 1) {
    const message = messages[index] as OutgoingMessage;
    const topic = topicOf(message.topic);
    const bytes = sizeOf(message);
    const info = topic.info as TopicInfo;
    checkMessage(message, info, bytes, topic.overhead.batchBytes, settings);
    const chosen = choosePartition(message, info.partitions, settings.partitioner);
    const partition =
      chosen === stickyPartition
        ? topic.stickyPartitioner.choose(info.partitions, topic.queues, bytes, topic.limits)
        : chosen;
    prepared[index] = new BufferedMessage(message, topic.queueOf(partition), bytes, call, index);
  }
  return prepared;
}

/** Checks the size of the record alone in its batch; of a compressed batch only the broker knows the size. */
export function checkMessage(
  { topic, key }: OutgoingMessage,
  { compacted, maxBatchBytes }: TopicInfo,
  bytes: number,
  batchOverheadBytes: number,
  { compressed, maxBufferedBytes }: ProducerSettings,
): void {
  if (compacted && key === null) throw coreError('KFW_KEY_MISSING', { topic });
  const sizeBytes = bytes + batchOverheadBytes;
  if (!compressed && maxBatchBytes !== undefined && sizeBytes > maxBatchBytes) {
    const setBy = 'max.message.bytes of the topic';
    throw coreError('KFW_MESSAGE_TOO_LARGE', { topic, sizeBytes, limitBytes: maxBatchBytes, setBy });
  }
  if (bytes > maxBufferedBytes) {
    const setBy = 'producer.maxBufferedBytes';
    throw coreError('KFW_MESSAGE_TOO_LARGE', { topic, sizeBytes: bytes, limitBytes: maxBufferedBytes, setBy });
  }
}
