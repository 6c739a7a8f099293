/**
 * Checks offsets before an operator commits them for a group. A group with an offset outside its partition starts at the
 * `startFrom` of its route: a typing error could make it read everything again.
 */
import { coreError } from '../../errors/core-errors.js';
import type { TopicPartition } from '../../events/topic-partition.js';
import type { OffsetLookup } from '../../ports/admin.js';
import { rangeOf } from './resolve-seek-target.js';

/** Throws `KFW_SEEK_OUT_OF_RANGE`, `KFW_PARTITION_INVALID`, and what the lookup throws. */
export async function checkOffsets(
  lookup: Pick<OffsetLookup, 'topicOffsets'>,
  offsets: readonly (TopicPartition & { offset: number })[],
): Promise<void> {
  const asked = new Map<string, ReturnType<OffsetLookup['topicOffsets']>>();
  const topicOffsets = (topic: string) => {
    const ranges = asked.get(topic) ?? lookup.topicOffsets(topic);
    asked.set(topic, ranges);
    return ranges;
  };
  for (const { topic, partition, offset } of offsets) {
    const { low, high } = await rangeOf({ topicOffsets }, { topic, partition });
    if (!Number.isSafeInteger(offset) || offset < low || offset > high)
      throw coreError('KFW_SEEK_OUT_OF_RANGE', { topic, partition, offset, low, high });
  }
}
