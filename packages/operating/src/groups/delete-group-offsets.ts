/**
 * Forgets what a group has committed for topics that it no longer reads. Such offsets count as lag for as long as the
 * group exists, because the cluster lets offsets expire only when the whole group is idle.
 */
import { type Admin, type ItemResult, suggestName, type TopicPartition } from '@kfw/core';
import { operatingError } from '../errors.js';
import type { TopicSelection } from '../positions/move-plan.js';
import { requireGroups } from './find-groups.js';

export type GroupOffsetsAdmin = Pick<Admin, 'describeGroups' | 'listGroups' | 'groupOffsets' | 'deleteGroupOffsets'>;

export interface CommittedPartition extends TopicPartition {
  readonly committed: number;
}

/**
 * What the group has committed for the selection, by topic and partition. Throws `KFW_GROUP_NOT_FOUND`, and
 * `KFW_OFFSETS_NOT_COMMITTED` for a topic or a partition of which it has committed nothing.
 */
export async function committedOf(
  admin: Pick<GroupOffsetsAdmin, 'describeGroups' | 'listGroups' | 'groupOffsets'>,
  group: string,
  selections: readonly TopicSelection[],
): Promise<CommittedPartition[]> {
  await requireGroups(admin, [group]);
  const all = (await admin.groupOffsets(group, [])).flatMap(({ topic, partition, offset }) =>
    offset === null ? [] : [{ topic, partition, committed: offset }],
  );
  const topics = [...new Set(all.map(({ topic }) => topic))].sort();
  const chosen = selections.flatMap(({ topic, partitions }) => {
    const ofTopic = all.filter((each) => each.topic === topic);
    const missing = partitions?.find((partition) => !ofTopic.some((each) => each.partition === partition));
    if (ofTopic.length === 0 || missing !== undefined) {
      const what = ofTopic.length === 0 ? topic : `${topic}[${missing}]`;
      const meant = ofTopic.length === 0 ? suggestName(topic, topics) : undefined;
      throw operatingError('KFW_OFFSETS_NOT_COMMITTED', { group, what, meant, topics });
    }
    return ofTopic.filter(({ partition }) => partitions?.includes(partition) ?? true);
  });
  return [...new Set(chosen)];
}

/** A result for each: `KFW_ADMIN_FAILED` for a partition of a topic that members of the group are subscribed to. */
export async function deleteGroupOffsets(
  admin: GroupOffsetsAdmin,
  group: string,
  offsets: readonly CommittedPartition[],
): Promise<ItemResult<CommittedPartition>[]> {
  const results = await admin.deleteGroupOffsets(
    group,
    offsets.map(({ topic, partition }) => ({ topic, partition })),
  );
  return offsets.map((offset) => {
    const { topic, partition } = offset;
    const result = results.find((each) => each.topic === topic && each.partition === partition);
    return { ...offset, ...(result?.error !== undefined && { error: result.error }) };
  });
}
