/**
 * The positions of groups: what each has committed, next to the offsets that its topics hold. A group reads the topics
 * that it has committed something for, and those that its members are assigned; all partitions of these are shown.
 */
import type { Admin, GroupDescription, PartitionRange } from '@kfw/core';
import { concurrently } from '../concurrently.js';
import type { PartitionLag } from './partition-lag.js';
import { type TopicProblem, topicRanges } from './topic-ranges.js';

export interface GroupPosition extends Omit<PartitionLag, 'lagSeconds'> {
  /** The first readable offset; `null` where it is unknown. */
  readonly low: number | null;
}

export interface GroupPositions {
  /** By group in the order given, then by topic and partition. */
  readonly positions: readonly GroupPosition[];
  readonly problems: readonly TopicProblem[];
}

export type PositionsAdmin = Pick<Admin, 'groupOffsets' | 'listTopics' | 'offsetRanges'>;

/** Kafka has a request per group, and none for many, in the versions that every cluster serves. */
const concurrentGroups = 8;

export async function groupPositions(
  admin: PositionsAdmin,
  groups: readonly GroupDescription[],
): Promise<GroupPositions> {
  // Committed offsets first: a group that advances meanwhile then never seems to be ahead of the end.
  const read = await concurrently(groups, concurrentGroups, async (description) => {
    const committed = await admin.groupOffsets(description.group, []);
    return { group: description.group, partitions: partitionsOf(description, committed) };
  });
  const topics = new Set(read.flatMap(({ partitions }) => [...partitions.keys()]));
  const { ranges, problems } = await topicRanges(admin, [...topics].sort());
  const positions = read.flatMap(({ group, partitions }) =>
    [...partitions.keys()].sort().flatMap((topic) => {
      const committed = partitions.get(topic) ?? new Map<number, number | null>();
      const held = ranges.get(topic) ?? new Map<number, PartitionRange>();
      const all = [...new Set([...held.keys(), ...committed.keys()])].sort((one, other) => one - other);
      return all.map((partition) => positionOf(group, topic, partition, committed.get(partition), held.get(partition)));
    }),
  );
  return { positions, problems };
}

function positionOf(
  group: string,
  topic: string,
  partition: number,
  committed: number | null = null,
  range: PartitionRange | undefined,
): GroupPosition {
  const end = range?.high ?? null;
  const lag = committed === null || end === null ? null : end - committed;
  return { group, topic, partition, committed, end, lag, low: range?.low ?? null };
}

/** By topic and partition, what is committed; `null` for an assigned partition without. */
function partitionsOf(
  { members }: GroupDescription,
  committed: Awaited<ReturnType<Admin['groupOffsets']>>,
): Map<string, Map<number, number | null>> {
  const topics = new Map<string, Map<number, number | null>>();
  const add = (topic: string, partition: number, offset: number | null): void => {
    const partitions = topics.get(topic) ?? new Map<number, number | null>();
    topics.set(topic, partitions.set(partition, offset));
  };
  for (const { topic, partition } of members.flatMap(({ partitions }) => partitions)) add(topic, partition, null);
  for (const { topic, partition, offset } of committed) add(topic, partition, offset);
  return topics;
}
