/** The group of a move: it must exist, or be meant as a new one, and have no members. */
import type { Admin, TopicPartition } from '@kfw/core';
import { operatingError } from '../errors.js';
import { findGroups, requireGroups } from '../groups/find-groups.js';
import { requireEmpty } from '../groups/require-empty.js';
import { similarGroup } from '../groups/similar-group.js';
import type { CommittedPosition, MoveRequest } from './move-plan.js';

export interface MovableGroup {
  /** As on the cluster. */
  readonly group: string;
  readonly isNew: boolean;
  /** By topic and partition. */
  readonly committed: readonly CommittedPosition[];
}

type GroupLookup = Pick<Admin, 'describeGroups' | 'groupOffsets' | 'listGroups'>;

/** Throws `KFW_GROUP_HAS_MEMBERS` and `KFW_GROUP_NOT_FOUND`. */
export async function movableGroup(admin: GroupLookup, request: MoveRequest): Promise<MovableGroup> {
  const found = await findGroups(admin, [request.group]);
  requireEmpty(found.groups);
  const [existing] = found.groups;
  if (existing !== undefined) {
    const { group } = existing;
    return { group, isNew: false, committed: await committedOffsets(admin, group) };
  }
  const group = found.missing[0] ?? request.group;
  if (request.newGroup !== 'allow') await checkNewName(admin, group, request);
  return { group, isNew: true, committed: [] };
}

/** What a group has committed, by topic and partition. Throws `KFW_GROUP_NOT_FOUND`. */
export async function committedOffsets(admin: GroupLookup, group: string): Promise<CommittedPosition[]> {
  await requireGroups(admin, [group]);
  const offsets = await admin.groupOffsets(group, []);
  return offsets.flatMap(({ offset, ...at }) => (offset === null ? [] : [{ ...at, offset }])).sort(byPlace);
}

export function byPlace(one: TopicPartition, other: TopicPartition): number {
  if (one.topic === other.topic) return one.partition - other.partition;
  return one.topic < other.topic ? -1 : 1;
}

async function checkNewName(admin: GroupLookup, group: string, request: MoveRequest): Promise<void> {
  const { topics, to, knownGroups = [] } = request;
  const namesTopics = topics !== undefined || to.kind !== 'position';
  if (namesTopics && knownGroups.includes(request.group)) return;
  const source = to.kind === 'group' ? await namesOf(admin, to.group) : [];
  const names = [...(await admin.listGroups()).map((each) => each.group), ...knownGroups];
  const meant = similarGroup(
    group,
    names.filter((name) => !source.includes(name)),
  );
  if (meant !== undefined || !namesTopics) {
    throw operatingError('KFW_GROUP_NOT_FOUND', { group, meant, mayBeNew: true });
  }
}

/** As given, and as on the cluster. */
async function namesOf(admin: GroupLookup, group: string): Promise<string[]> {
  const { groups } = await findGroups(admin, [group]);
  return [group, ...groups.map((each) => each.group)];
}
