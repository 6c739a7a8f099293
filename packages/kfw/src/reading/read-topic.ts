import { currentReaderContext, type ReadTopicOptions, TopicReading } from '@kfw/core';
import { openStandaloneReaderContext } from './standalone-reader-context.js';

/**
 * Reads a topic without a consumer group: it joins nothing, commits nothing, and changes nothing for those that consume
 * it. What is there when reading begins is read, in offset order within each partition, and then it ends; with `follow`
 * it goes on. Messages are those that consumers get.
 *
 * ```ts
 * for await (const { key, payload } of readTopic('users', { schema: UserEvent, from: new Date('2026-11-01') })) {
 *   console.log(key, payload);
 * }
 * ```
 *
 * Works in an app that kfw runs, over connections of its own, and in any other program, where it takes the configuration
 * of the nearest folder upward that has a `config/kafka.yml`. Leaving the loop closes the connections, and so does
 * `signal`. Without a `schema` payloads are decoded as the loaded app declares the topic, and are Buffers where it does not, or
 * no app is loaded.
 *
 * Throws `KFW_READ_INVALID` at once; the iterator rejects with `KFW_SCHEMAS_DIFFER`, `KFW_TOPIC_UNKNOWN`, `KFW_PARTITION_INVALID`,
 * `KFW_READ_OUT_OF_RANGE`, `KFW_BROKER_UNREACHABLE`, with `KFW_READ_FAILED` when a partition could not be read for
 * `startupTimeoutMs`, and with what the registry has against the schemas of what came.
 */
export function readTopic<P = unknown, K = string>(
  topic: string,
  options: ReadTopicOptions<P, K> = {},
): TopicReading<P, K> {
  return new TopicReading(topic, options, (signal) => (currentReaderContext() ?? openStandaloneReaderContext)(signal));
}
