/**
 * The partition of a message: the one it names, else the app's partitioner's choice, else by the hash of its partition
 * key or key as the Java client does it, else the sticky one.
 */
import { coreError } from '../../errors/core-errors.js';
import type { OutgoingMessage } from '../deliverer.js';
import type { Partitioner } from '../producer-options.js';
import { partitionForKey } from './murmur2.js';

/** The sticky partition is for the caller to choose: it depends on what was sent before. */
export const stickyPartition = -1;

/** Throws `KFW_PARTITION_INVALID` when the topic does not have what was named. */
export function choosePartition(
  message: OutgoingMessage,
  partitions: number,
  partitioner: Partitioner | undefined,
): number {
  const { topic, partition, key, partitionKey } = message;
  if (partition !== undefined) {
    if (!isOneOf(partition, partitions)) throw coreError('KFW_PARTITION_INVALID', { topic, partition, partitions });
    return partition;
  }
  const chosen = partitioner?.({ topic, key, partitionKey, partitions });
  if (chosen !== undefined) {
    if (isOneOf(chosen, partitions)) return chosen;
    throw coreError('KFW_PARTITION_INVALID', { topic, partition: chosen, partitions, chosenBy: 'The partitioner' });
  }
  const by = partitionKey ?? key;
  return by === null ? stickyPartition : partitionForKey(by, partitions);
}

function isOneOf(partition: number, partitions: number): boolean {
  return Number.isInteger(partition) && partition >= 0 && partition < partitions;
}
