/** The consumer groups that have committed offsets of topics: those that a deletion concerns. */
import type { Admin } from '@kfw/core';

export interface TopicReaders {
  readonly topic: string;
  readonly group: string;
  /** Members of the group now, whatever they are subscribed to. */
  readonly members: number;
}

export type ReadersAdmin = Pick<Admin, 'listGroups' | 'groupOffsets' | 'describeGroups'>;

/** A request per group: Kafka has no index by topic. Throws the signal's reason when it fires. */
export async function readersOf(
  admin: ReadersAdmin,
  topics: readonly string[],
  signal?: AbortSignal,
): Promise<TopicReaders[]> {
  const wanted = new Set(topics);
  const found: { topic: string; group: string }[] = [];
  for (const { group } of await admin.listGroups()) {
    signal?.throwIfAborted();
    const committed = await admin.groupOffsets(group, []);
    const read = committed.filter(({ topic, offset }) => offset !== null && wanted.has(topic));
    for (const topic of new Set(read.map((each) => each.topic))) found.push({ topic, group });
  }
  const described = await admin.describeGroups([...new Set(found.map(({ group }) => group))]);
  const members = new Map(described.map((each) => [each.group, each.members.length]));
  return found.map((each) => ({ ...each, members: members.get(each.group) ?? 0 }));
}
