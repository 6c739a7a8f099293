/** The group of a move: it must exist, or be meant as a new one, and have no members. */
import { type Admin, suggestName } from '@kfw/core';
import { operatingError } from '../errors.js';
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
  const { group, isNew } = await idleGroup(admin, request.group);
  if (!isNew) return { group, isNew, committed: await committedOffsets(admin, group) };
  if (request.newGroup !== 'allow') await checkNewName(admin, group, request);
  return { group, isNew, committed: [] };
}

/** What a group has committed, by topic and partition. Throws `KFW_GROUP_NOT_FOUND`. */
export async function committedOffsets(admin: GroupLookup, group: string): Promise<CommittedPosition[]> {
  const offsets = await admin.groupOffsets(group, []);
  const committed = offsets.flatMap(({ offset, ...at }) => (offset === null ? [] : [{ ...at, offset }]));
  if (committed.length === 0) await checkExists(admin, group);
  return committed.sort(byPlace);
}

export function byPlace(one: Place, other: Place): number {
  if (one.topic === other.topic) return one.partition - other.partition;
  return one.topic < other.topic ? -1 : 1;
}

type Place = Pick<CommittedPosition, 'topic' | 'partition'>;

/** A member would continue from where it is, and commit that over the new offset. */
async function idleGroup(admin: GroupLookup, name: string): Promise<{ group: string; isNew: boolean }> {
  const [description] = await admin.describeGroups([name]);
  const { group = name, members = [], state = 'Dead' } = description ?? {};
  if (members.length > 0 || !['Empty', 'Dead'].includes(state)) {
    throw operatingError('KFW_GROUP_HAS_MEMBERS', { group, state, members });
  }
  return { group, isNew: state === 'Dead' };
}

async function checkNewName(admin: GroupLookup, group: string, { topics, to }: MoveRequest): Promise<void> {
  const names = await groupNames(admin);
  const source = to.kind === 'group' ? to.group : undefined;
  const meant = suggestName(
    group,
    names.filter((name) => name !== source),
  );
  const namesTopics = topics !== undefined || to.kind !== 'position';
  if (meant !== undefined || !namesTopics) throw operatingError('KFW_GROUP_NOT_FOUND', { group, meant });
}

async function checkExists(admin: GroupLookup, group: string): Promise<void> {
  const [description] = await admin.describeGroups([group]);
  if (description !== undefined && description.state !== 'Dead') return;
  throw operatingError('KFW_GROUP_NOT_FOUND', { group, meant: suggestName(group, await groupNames(admin)) });
}

async function groupNames(admin: GroupLookup): Promise<string[]> {
  return (await admin.listGroups()).map(({ group }) => group);
}
