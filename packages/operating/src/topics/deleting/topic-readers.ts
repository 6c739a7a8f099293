/** The consumer groups that have committed offsets of topics: those that a deletion concerns. */
import type { Admin } from '@kfw/core';
import { concurrently } from '../../concurrently.js';

export interface TopicReaders {
  readonly topic: string;
  readonly group: string;
  /** Members of the group now, whatever they are subscribed to. */
  readonly members: number;
}

export type ReadersAdmin = Pick<Admin, 'listGroups' | 'groupOffsets' | 'describeGroups'>;

const concurrentGroups = 8;

/** A request per group: Kafka has no index by topic. Throws the signal's reason when it fires. */
export async function readersOf(
  admin: ReadersAdmin,
  topics: readonly string[],
  signal?: AbortSignal,
): Promise<TopicReaders[]> {
  const wanted = new Set(topics);
  const read = await concurrently(await admin.listGroups(), concurrentGroups, async ({ group }) => {
    signal?.throwIfAborted();
    const committed = await admin.groupOffsets(group, []);
    const ofWanted = committed.filter(({ topic, offset }) => offset !== null && wanted.has(topic));
    return [...new Set(ofWanted.map(({ topic }) => topic))].map((topic) => ({ topic, group }));
  });
  const found = read.flat();
  const described = await admin.describeGroups([...new Set(found.map(({ group }) => group))]);
  const members = new Map(described.map((each) => [each.group, each.members.length]));
  return found.map((each) => ({ ...each, members: members.get(each.group) ?? 0 }));
}
