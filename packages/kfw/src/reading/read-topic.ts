/** `readTopic`: reads a topic without a consumer group. */
import { currentReaderContext, type ReadTopicOptions, TopicReading } from '@kfw/core/internal';
import { openStandaloneReaderContext } from './standalone-reader-context.js';

/**
 * Reads a topic without a consumer group: it joins no group, commits nothing, and does not affect consumers. It reads
 * the messages that are there when reading begins, in offset order within each partition, and then ends; with `follow`
 * it continues. Messages are the same as in consumers.
 *
 * ```ts
 * for await (const { key, payload } of readTopic('users', { schema: UserEvent, from: new Date('2026-11-01') })) {
 *   console.log(key, payload);
 * }
 * ```
 *
 * Works in an app that kfw runs, over separate connections, and in any other program, where it uses the configuration
 * of the nearest folder upward that has a `config/kafka.yml`. Leaving the loop closes the connections, and so does
 * `signal`. Without a `schema` payloads are decoded by the schema that the loaded app declares for the topic; without a
 * declaration or an app they are Buffers.
 *
 * Throws `KFW_READ_INVALID` at once; the iterator rejects with `KFW_SCHEMAS_DIFFER`, `KFW_TOPIC_UNKNOWN`,
 * `KFW_PARTITION_INVALID`, `KFW_READ_OUT_OF_RANGE`, `KFW_BROKER_UNREACHABLE`, with `KFW_READ_FAILED` when a partition
 * could not be read for `startupTimeoutMs`, and with the registry's errors for the schemas of the messages.
 */
export function readTopic<P = unknown, K = string>(
  topic: string,
  options: ReadTopicOptions<P, K> = {},
): TopicReading<P, K> {
  return new TopicReading(topic, options, (signal) => (currentReaderContext() ?? openStandaloneReaderContext)(signal));
}
