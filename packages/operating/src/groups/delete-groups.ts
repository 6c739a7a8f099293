/** Deletes groups, with all that they have committed. */
import type { Admin, ItemResult } from '@kfw/core';
import { requireGroups } from './find-groups.js';
import { requireEmpty } from './require-empty.js';

export type DeleteGroupsAdmin = Pick<Admin, 'describeGroups' | 'listGroups' | 'deleteGroups'>;

/**
 * Their full names. Throws `KFW_GROUP_NOT_FOUND` and `KFW_GROUP_HAS_MEMBERS` when any of them is missing or has members.
 */
export async function requireDeletable(
  admin: DeleteGroupsAdmin,
  groups: readonly string[],
  otherNames?: Iterable<string>,
): Promise<string[]> {
  const found = await requireGroups(admin, groups, otherNames);
  requireEmpty(found);
  return found.map(({ group }) => group);
}

/**
 * Deletes all or, when one is missing or has members, none. A result for each: a member may join in between. Throws
 * `KFW_GROUP_NOT_FOUND` and `KFW_GROUP_HAS_MEMBERS`.
 */
export async function deleteGroups(
  admin: DeleteGroupsAdmin,
  groups: readonly string[],
): Promise<ItemResult<{ readonly group: string }>[]> {
  return admin.deleteGroups(await requireDeletable(admin, groups));
}
