/** The groups of a cluster, each in a line: also those without members and those that have committed nothing. */
import type { Admin, GroupDescription, GroupListing } from '@kfw/core';
import { concurrently } from '../concurrently.js';

export interface GroupSummary {
  readonly group: string;
  /** As of `GroupDescription`; `Unknown` for a group of a kind that cannot be described, such as a share group. */
  readonly state: string;
  readonly type: GroupDescription['type'];
  readonly protocolType: string;
  /** How many. */
  readonly members: number;
  readonly coordinator: GroupDescription['coordinator'];
  /** How many topics it has committed something for, or is assigned. */
  readonly topics: number;
}

export interface ListGroupsOptions {
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The lookups of committed offsets: one per group. */
const concurrentGroups = 8;

/** Sorted by name. */
export async function listGroups(
  admin: Pick<Admin, 'listGroups' | 'describeGroups' | 'groupOffsets'>,
  { onProgress, signal }: ListGroupsOptions = {},
): Promise<GroupSummary[]> {
  const listed = await admin.listGroups();
  if (listed.length === 0) return [];
  const descriptions = await admin.describeGroups(listed.map(({ group }) => group));
  const byName = new Map(descriptions.map((description) => [description.group, description]));
  let done = 0;
  const summaries = await concurrently(listed, concurrentGroups, async (listing) => {
    signal?.throwIfAborted();
    const description = byName.get(listing.group);
    const summary = description === undefined ? [] : [await summaryOf(admin, listing, description)];
    onProgress?.(++done, listed.length);
    return summary;
  });
  return summaries.flat();
}

async function summaryOf(
  admin: Pick<Admin, 'groupOffsets'>,
  { group, protocolType }: GroupListing,
  { state, type, members, coordinator }: GroupDescription,
): Promise<GroupSummary> {
  const committed = await admin.groupOffsets(group, []);
  const assigned = members.flatMap(({ partitions }) => partitions);
  const topics = new Set([...committed, ...assigned].map(({ topic }) => topic));
  return {
    group,
    // It is listed, and yet its coordinator describes it as one that does not exist.
    state: state === 'Dead' ? 'Unknown' : state,
    type,
    protocolType,
    members: members.length,
    coordinator,
    topics: topics.size,
  };
}
