/** Groups that must not have members: a running member continues with what it has in memory, and commits over it. */
import type { GroupDescription } from '@kfw/core';
import { operatingError } from '../errors.js';

/** Throws `KFW_GROUP_HAS_MEMBERS`, which names the members, for the first group that has some or whose members join. */
export function requireEmpty(groups: readonly GroupDescription[]): void {
  const active = groups.find(({ members, state }) => members.length > 0 || !['Empty', 'Dead'].includes(state));
  if (active !== undefined) throw operatingError('KFW_GROUP_HAS_MEMBERS', active);
}
