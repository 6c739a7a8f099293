/**
 * Checks every message of a call and chooses its partition, before any of them is sent: one that cannot be sent refuses
 * its whole call.
 */
import { coreError } from '../errors/core-errors.js';
import type { TopicFacts } from '../ports/transport.js';
import type { Call } from './call.js';
import { choosePartition, sticky } from './choose-partition.js';
import type { OutgoingMessage } from './deliverer.js';
import { Entry } from './entry.js';
import type { ProducerSettings } from './producer-options.js';
import type { ProducerTopic } from './producer-topic.js';
import { batchOverheadBytes, recordBytes } from './record-size.js';

/**
 * The entries of a call whose topics are known. Throws `KFW_PARTITION_INVALID`, `KFW_KEY_MISSING`,
 * `KFW_MESSAGE_TOO_LARGE`, and what the app's partitioner throws.
 */
export function prepareCall(call: Call, topicOf: (name: string) => ProducerTopic, settings: ProducerSettings): Entry[] {
  const { messages } = call;
  const entries = new Array<Entry>(messages.length);
  for (let place = 0; place < messages.length; place += 1) {
    const message = messages[place] as OutgoingMessage;
    const topic = topicOf(message.topic);
    const bytes = recordBytes(message);
    const facts = topic.facts as TopicFacts;
    checkMessage(message, facts, bytes, settings);
    const chosen = choosePartition(message, facts.partitions, settings.partitioner);
    const partition =
      chosen === sticky ? topic.sticky.choose(facts.partitions, topic.queues, bytes, topic.limits) : chosen;
    entries[place] = new Entry(message, topic.queueOf(partition), bytes, call, place);
  }
  return entries;
}

/** What only a single record of a batch takes counts: a batch that is compressed is for the broker to judge. */
export function checkMessage(
  { topic, key }: OutgoingMessage,
  { compacted, maxBatchBytes }: TopicFacts,
  bytes: number,
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
