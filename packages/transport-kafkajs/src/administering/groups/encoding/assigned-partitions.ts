/**
 * The assignment of a member, which only the clients of a group can read (Kafka's ConsumerProtocolAssignment): a version,
 * topics with their partitions, and data of the assignor.
 */
import { type TopicPartition, toError } from '@kfw/core';
import { WireReader } from '../../../wire/reader.js';

/** Clients of other protocol types, such as Kafka Connect, have assignments of other kinds. */
const protocolTypeOfConsumers = 'consumer';

/** None where the bytes are not an assignment of partitions: a group may hold whatever its clients agree on. */
export function assignedPartitions(assignment: Buffer, protocolType: string): TopicPartition[] {
  if (assignment.length === 0 || protocolType !== protocolTypeOfConsumers) return [];
  const reader = new WireReader(assignment, 0);
  try {
    reader.int16();
    const topics = reader.array(() => {
      const topic = reader.string();
      return reader.array(() => ({ topic, partition: reader.int32() }));
    });
    return topics.flat();
  } catch (thrown) {
    // Past the end of the bytes.
    if (toError(thrown).name === 'RangeError') return [];
    throw thrown;
  }
}
