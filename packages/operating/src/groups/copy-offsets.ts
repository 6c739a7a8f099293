/**
 * Copies what a group has committed to another group, which then continues where the first one is: for a consumer that is
 * renamed, or a second one that begins beside the first.
 */
import type { Admin, TopicPartition } from '@kfw/core';
import { findGroups, requireGroups } from './find-groups.js';
import { requireEmpty } from './require-empty.js';

export type CopyOffsetsAdmin = Pick<Admin, 'describeGroups' | 'listGroups' | 'groupOffsets' | 'setGroupOffsets'>;

export interface CopiedOffset extends TopicPartition {
  /** What the target has committed; `null` for nothing. */
  readonly from: number | null;
  readonly to: number;
}

/**
 * The offsets that a copy sets, by topic and partition. Others that the target has committed are kept. Throws
 * `KFW_GROUP_NOT_FOUND` for the source, and `KFW_GROUP_HAS_MEMBERS` for a target that has members.
 */
export async function planCopy(admin: CopyOffsetsAdmin, source: string, target: string): Promise<CopiedOffset[]> {
  await requireGroups(admin, [source]);
  // A target that does not exist yet is made by the copy.
  requireEmpty((await findGroups(admin, [target])).groups);
  const wanted = await admin.groupOffsets(source, []);
  const committed = await admin.groupOffsets(target, []);
  return wanted
    .flatMap(({ topic, partition, offset }) => {
      const before = committed.find((each) => each.topic === topic && each.partition === partition);
      return offset === null ? [] : [{ topic, partition, from: before?.offset ?? null, to: offset }];
    })
    .sort(byTopicAndPartition);
}

/** Sets what `planCopy` has planned. Throws `KFW_ADMIN_FAILED` when a member has joined the target in between. */
export async function copyOffsets(
  admin: CopyOffsetsAdmin,
  target: string,
  planned: readonly CopiedOffset[],
): Promise<void> {
  await admin.setGroupOffsets(
    target,
    planned.map(({ topic, partition, to }) => ({ topic, partition, offset: to })),
  );
}

function byTopicAndPartition(one: TopicPartition, other: TopicPartition): number {
  if (one.topic !== other.topic) return one.topic < other.topic ? -1 : 1;
  return one.partition - other.partition;
}
