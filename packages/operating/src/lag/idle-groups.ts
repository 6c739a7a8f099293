/** Groups without lag because they read nothing, which a limit of lag cannot judge. */
import type { GroupDescription } from '@kfw/core';
import type { PartitionLag } from './partition-lag.js';

/** The names of those that have committed nothing, and have no members that could, or none with partitions. */
export function idleGroups(groups: readonly GroupDescription[], partitions: readonly PartitionLag[]): string[] {
  const byGroup = Map.groupBy(partitions, ({ group }) => group);
  const isIdle = ({ group, members }: GroupDescription): boolean => {
    const ofGroup = byGroup.get(group) ?? [];
    return ofGroup.length === 0 || (members.length === 0 && ofGroup.every(({ committed }) => committed === null));
  };
  return groups.filter(isIdle).map(({ group }) => group);
}
