/** First and end offsets of the topics of groups: one lookup of all, and where that fails, the topics that are the reason. */
import { type Admin, isKfwError, type PartitionRange, toError } from '@kfw/core';
import { concurrently } from '../concurrently.js';
import { operatingError } from '../errors.js';

/** A topic about which something could not be found out. */
export interface TopicProblem {
  readonly topic: string;
  readonly error: Error;
}

export interface TopicRanges {
  /** By topic and partition. */
  readonly ranges: ReadonlyMap<string, ReadonlyMap<number, PartitionRange>>;
  readonly problems: readonly TopicProblem[];
}

const concurrentTopics = 8;

/**
 * A topic that does not exist is a problem; a partition without a leader has no range. Throws `KFW_BROKER_UNREACHABLE` and
 * `KFW_AUTHENTICATION_FAILED`.
 */
export async function topicRanges(
  admin: Pick<Admin, 'listTopics' | 'offsetRanges'>,
  topics: readonly string[],
): Promise<TopicRanges> {
  if (topics.length === 0) return { ranges: new Map(), problems: [] };
  const listed = new Set(await admin.listTopics());
  const gone = topics
    .filter((topic) => !listed.has(topic))
    .map((topic) => ({ topic, error: operatingError('KFW_TOPIC_NOT_FOUND', { topic, meant: undefined }) }));
  const { found, problems } = await lookUp(
    admin,
    topics.filter((topic) => listed.has(topic)),
  );
  const byTopic = [...Map.groupBy(found, ({ topic }) => topic)].map(
    ([topic, ranges]) => [topic, new Map(ranges.map((range) => [range.partition, range]))] as const,
  );
  return { ranges: new Map(byTopic), problems: [...gone, ...problems] };
}

interface Found {
  readonly found: readonly PartitionRange[];
  readonly problems: readonly TopicProblem[];
}

/** One topic fails the lookup of all, such as by a missing right: then each is looked up. */
async function lookUp(admin: Pick<Admin, 'offsetRanges'>, topics: readonly string[]): Promise<Found> {
  const [first, ...others] = topics;
  if (first === undefined) return { found: [], problems: [] };
  try {
    return { found: await admin.offsetRanges(topics, { skipLeaderless: true }), problems: [] };
  } catch (thrown) {
    const concernsAll = ['KFW_BROKER_UNREACHABLE', 'KFW_AUTHENTICATION_FAILED'].some((code) =>
      isKfwError(thrown, code),
    );
    if (concernsAll) throw thrown;
    if (others.length === 0) return { found: [], problems: [{ topic: first, error: toError(thrown) }] };
    const each = await concurrently(topics, concurrentTopics, (topic) => lookUp(admin, [topic]));
    return { found: each.flatMap(({ found }) => found), problems: each.flatMap(({ problems }) => problems) };
  }
}
