/** A group in full: its members with their partitions, and its positions. */
import type { Admin, GroupDescription, TopicPartition } from '@kfw/core';
import { type GroupPosition, groupPositions, type PositionsAdmin } from '../lag/group-positions.js';
import type { TopicProblem } from '../lag/topic-ranges.js';
import { memberHost } from './member-host.js';

export interface GroupOffset extends Omit<GroupPosition, 'group' | 'low'> {
  /** The member that the partition is assigned to. */
  readonly memberId: string | null;
}

/** Hosts of members are addresses or names, without Kafka's slash. */
export interface GroupReport extends GroupDescription {
  /** By topic and partition; empty for a group that has committed nothing and has no partitions. */
  readonly offsets: readonly GroupOffset[];
}

export interface GroupReports {
  readonly groups: readonly GroupReport[];
  readonly problems: readonly TopicProblem[];
}

/** `groups`: described, such as by `requireGroups`. */
export async function withOffsets(
  admin: PositionsAdmin & Pick<Admin, 'groupOffsets'>,
  groups: readonly GroupDescription[],
): Promise<GroupReports> {
  const { positions, problems } = await groupPositions(admin, groups);
  const byGroup = Map.groupBy(positions, ({ group }) => group);
  const reports = groups.map((group): GroupReport => {
    const owners = ownersOf(group);
    const offsets = (byGroup.get(group.group) ?? []).map(({ group: _group, low: _low, ...position }) => ({
      ...position,
      memberId: owners.get(keyOf(position)) ?? null,
    }));
    const members = group.members.map((member) => ({ ...member, host: memberHost(member.host) }));
    return { ...group, members, offsets };
  });
  return { groups: reports, problems };
}

function ownersOf({ members }: GroupDescription): ReadonlyMap<string, string> {
  return new Map(
    members.flatMap(({ memberId, partitions }) => partitions.map((partition) => [keyOf(partition), memberId] as const)),
  );
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic} ${partition}`;
}
