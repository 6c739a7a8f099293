/**
 * Resolves the target of a `seek` to an offset, with a request to the cluster. An offset outside the partition is rejected:
 * a client would silently use the beginning or the end instead.
 */
import { coreError } from '../../errors/core-errors.js';
import type { TopicPartition } from '../../events/topic-partition.js';
import type { OffsetLookup } from '../../ports/admin.js';
import type { StartFrom } from '../../ports/transport.js';

/** An offset, the first message, the end, or the first message at or after a time. */
export type SeekTarget = number | StartFrom | Date;

/** Throws `KFW_SEEK_INVALID`, `KFW_SEEK_OUT_OF_RANGE`, and what the lookup throws. */
export async function resolveSeekTarget(
  lookup: OffsetLookup,
  topicPartition: TopicPartition,
  target: SeekTarget,
): Promise<number> {
  const { topic, partition } = topicPartition;
  if (!isTarget(target)) throw coreError('KFW_SEEK_INVALID', { topic, partition, target: String(target) });
  const { low, high } = await rangeOf(lookup, topicPartition);
  if (target === 'earliest') return low;
  if (target === 'latest') return high;
  if (typeof target === 'number') {
    if (target < low || target > high) {
      throw coreError('KFW_SEEK_OUT_OF_RANGE', { topic, partition, offset: target, low, high });
    }
    return target;
  }
  const offsets = await lookup.offsetsAt(topic, target.getTime());
  return offsets.find((each) => each.partition === partition)?.offset ?? high;
}

/** JavaScript callers may pass anything. */
function isTarget(target: unknown): target is SeekTarget {
  if (target === 'earliest' || target === 'latest') return true;
  if (target instanceof Date) return target.getTime() >= 0;
  return Number.isSafeInteger(target) && (target as number) >= 0;
}

/** Throws `KFW_PARTITION_INVALID`, and what the lookup throws. */
export async function rangeOf(lookup: Pick<OffsetLookup, 'topicOffsets'>, { topic, partition }: TopicPartition) {
  const ranges = await lookup.topicOffsets(topic);
  const range = ranges.find((each) => each.partition === partition);
  if (range === undefined) throw coreError('KFW_PARTITION_INVALID', { topic, partition, partitions: ranges.length });
  return range;
}
