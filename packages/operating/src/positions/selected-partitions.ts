/** The partitions of a move, with what each has. */
import { type Admin, type PartitionRange, suggestName, type TopicPartition } from '@kfw/core';
import { operatingError } from '../errors.js';
import { byPlace } from './movable-group.js';
import type { TopicSelection } from './move-plan.js';

/** Throws `KFW_TOPIC_NOT_FOUND` and `KFW_PARTITION_NOT_FOUND`. */
export async function selectedPartitions(
  admin: Pick<Admin, 'listTopics' | 'offsetRanges'>,
  selection: readonly TopicSelection[],
): Promise<PartitionRange[]> {
  const known = new Set(await admin.listTopics());
  for (const { topic } of selection) {
    if (!known.has(topic)) throw operatingError('KFW_TOPIC_NOT_FOUND', { topic, meant: suggestName(topic, known) });
  }
  const ranges = await admin.offsetRanges([...new Set(selection.map(({ topic }) => topic))]);
  for (const each of selection) checkPartitions(each, ranges);
  return ranges.filter((range) => isSelected(range, selection)).sort(byPlace);
}

export function isSelected(at: TopicPartition, selection: readonly TopicSelection[]): boolean {
  return selection.some(
    ({ topic, partitions }) => topic === at.topic && (partitions === undefined || partitions.includes(at.partition)),
  );
}

/** The topics of `places` that exist, and what of `places` does not. A group keeps offsets of deleted topics for a while. */
export async function existing<Place extends TopicPartition>(
  admin: Pick<Admin, 'listTopics'>,
  places: readonly Place[],
): Promise<{ readonly topics: readonly TopicSelection[]; readonly gone: readonly Place[] }> {
  const known = new Set(await admin.listTopics());
  const topics = [...new Set(places.map(({ topic }) => topic))].filter((topic) => known.has(topic));
  return { topics: topics.map((topic) => ({ topic })), gone: places.filter(({ topic }) => !known.has(topic)) };
}

function checkPartitions({ topic, partitions = [] }: TopicSelection, ranges: readonly PartitionRange[]): void {
  const there = ranges.filter((range) => range.topic === topic).map(({ partition }) => partition);
  const missing = partitions.filter((partition) => !there.includes(partition));
  if (missing.length === 0) return;
  throw operatingError('KFW_PARTITION_NOT_FOUND', { topic, missing, last: Math.max(...there) });
}
