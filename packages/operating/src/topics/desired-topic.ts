/**
 * The topics that an app wants on its cluster: those that it declares, and those that its routes and responders imply. A
 * declaration takes precedence over what is implied, field by field.
 */
import { isTopicName } from '@kfw/core';

/** A declared topic in one environment. What it leaves out is up to the broker. */
export interface DeclaredTopic {
  readonly topic: string;
  readonly partitions?: number;
  readonly replicationFactor?: number;
  /** Only the keys that are declared, as Kafka writes them: `{ 'retention.ms': '604800000' }`. */
  readonly config: Readonly<Record<string, string>>;
}

/** What an app uses a topic for: a route reads it, a responder writes it, or failed messages of others go there. */
export type TopicRole = 'route' | 'responder' | 'dead-letter' | 'retry';

/** A topic that a route or a responder implies. */
export interface ImpliedTopic {
  readonly topic: string;
  readonly role: TopicRole;
  /** The topics, or the patterns, whose failed messages go there; empty for a route and a responder. */
  readonly of: readonly string[];
}

export interface DesiredTopic extends DeclaredTopic {
  /** `declared`, or the most specific of its roles. */
  readonly origin: 'declared' | TopicRole;
  /** Everything that the app uses it for; empty for a topic that it only declares. */
  readonly roles: readonly TopicRole[];
  /** The topics, or the patterns, whose failed messages go there. */
  readonly of: readonly string[];
  /**
   * Topics that decide about its partitions: it is to have as many as the largest of them has on the cluster, and at least
   * `partitions`. Empty where `partitions` alone decides, or the broker's default.
   */
  readonly partitionsOf: readonly string[];
}

/** The most specific first. */
const specificity: readonly TopicRole[] = ['dead-letter', 'retry', 'route', 'responder'];

/** Declared topics first, each list in its order. All names are those of one naming: the code's, or the cluster's. */
export function desiredTopics(
  declared: readonly DeclaredTopic[],
  implied: readonly ImpliedTopic[],
): readonly DesiredTopic[] {
  const byName = new Map(declared.map((each) => [each.topic, each]));
  const impliedAs = Map.groupBy(implied, ({ topic }) => topic);
  const names = [...new Set([...byName.keys(), ...impliedAs.keys()])];
  return Object.freeze(names.map((topic) => desiredTopic(topic, impliedAs.get(topic) ?? [], byName)));
}

function desiredTopic(
  topic: string,
  uses: readonly ImpliedTopic[],
  declared: ReadonlyMap<string, DeclaredTopic>,
): DesiredTopic {
  const own = declared.get(topic);
  const roles = specificity.filter((role) => uses.some((use) => use.role === role));
  const of = [...new Set(uses.flatMap((use) => use.of))];
  return Object.freeze({
    config: Object.freeze({}),
    partitionsOf: Object.freeze([]),
    ...impliedCounts(of, declared),
    ...own,
    ...(own?.partitions !== undefined && { partitionsOf: Object.freeze([]) }),
    topic,
    origin: own === undefined ? (roles[0] ?? 'route') : 'declared',
    roles: Object.freeze(roles),
    of: Object.freeze(of),
  });
}

type Counts = Pick<DesiredTopic, 'partitions' | 'replicationFactor' | 'partitionsOf'>;

/**
 * A topic for failed messages is as large as the largest of its sources, and has as many replicas. The size of a pattern's
 * topics is not known.
 */
function impliedCounts(sources: readonly string[], declared: ReadonlyMap<string, DeclaredTopic>): Partial<Counts> {
  const most = (name: 'partitions' | 'replicationFactor'): number =>
    Math.max(0, ...sources.map((source) => declared.get(source)?.[name] ?? 0));
  const partitions = most('partitions');
  const replicationFactor = most('replicationFactor');
  const partitionsOf = sources.filter(
    (source) => isTopicName(source) && declared.get(source)?.partitions === undefined,
  );
  return {
    ...(partitions > 0 && { partitions }),
    ...(replicationFactor > 0 && { replicationFactor }),
    partitionsOf: Object.freeze(partitionsOf),
  };
}
