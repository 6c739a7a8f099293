/**
 * The expired offsets of a group. Offsets are kept for the retention time after the group's last member left, or, in a
 * group that never had members, after their commit; a commit may have set its own time. While a group has members none
 * of its offsets expires.
 */
import type { Group } from '../group.js';
import type { CommittedOffset, GroupChange } from './group-change.js';
import type { OffsetsOfGroup } from './group-store.js';

export function expiredOffsets(group: Group, offsets: OffsetsOfGroup, now: number, retentionMs: number): GroupChange[] {
  if (group.state !== 'Empty') return [];
  const { protocolType, emptySince = now } = group.record;
  const isExpired = ({ committedAt, expiresAt }: CommittedOffset) => {
    if (expiresAt !== undefined) return expiresAt <= now;
    const since = protocolType === '' ? committedAt : Math.max(emptySince, committedAt);
    return since + retentionMs <= now;
  };
  const changes: GroupChange[] = [];
  for (const [topic, partitions] of offsets) {
    for (const [partition, committed] of partitions) {
      if (isExpired(committed)) changes.push({ kind: 'forget', group: group.id, topic, partition });
    }
  }
  return changes;
}
