/** The consumer groups that read a topic: they receive its replayed messages, too. */
import type { Admin } from '@kfw/core';

export interface TopicReaders {
  /** Groups that have committed an offset of the topic, by topic. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Groups of the cluster that there was no time to ask about. */
  readonly notAsked: number;
}

/** One request per group: a cluster has thousands of them, and the answer is a hint. */
const longestMs = 10_000;

/** Without the groups that remember what was replayed. Throws the errors of the admin port. */
export async function readersOf(
  topics: readonly string[],
  admin: Pick<Admin, 'listGroups' | 'groupOffsets'>,
  signal: AbortSignal,
): Promise<TopicReaders> {
  const groups = new Map<string, string[]>(topics.map((topic) => [topic, []]));
  if (topics.length === 0) return { groups, notAsked: 0 };
  const listed = await admin.listGroups();
  const asked = listed.map(({ group }) => group).filter((group) => !group.startsWith('kfw-dlq'));
  const until = performance.now() + longestMs;
  for (const [index, group] of asked.entries()) {
    signal.throwIfAborted();
    if (performance.now() > until) return { groups, notAsked: asked.length - index };
    for (const { topic, offset } of await admin.groupOffsets(group, topics)) {
      const readers = groups.get(topic);
      if (offset !== null && readers !== undefined && !readers.includes(group)) readers.push(group);
    }
  }
  return { groups, notAsked: 0 };
}
