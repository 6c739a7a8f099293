/**
 * Compiles declared topics for an environment. The layers, the later the stronger: the defaults, the defaults of the
 * environment, the topic, the topic in the environment. All mistakes are reported together.
 */
import { collidingNames, isTopicName } from '@kfw/core';
import { operatingError } from '../errors.js';
import { declarationMistakes } from './check-declaration.js';
import type { DeclaredTopic } from './desired-topic.js';
import type { TopicDeclaration, TopicSettings } from './topic-declaration.js';
import { uselessRetention } from './useless-retention.js';

/** One call of `topic` or `defaults`. */
export interface Declaration {
  readonly name: string;
  readonly settings: TopicDeclaration;
  /** File and line, for mistakes. */
  readonly declaredAt: string | undefined;
}

export interface Declarations {
  readonly defaults: readonly Declaration[];
  readonly topics: readonly Declaration[];
}

/** Throws `KFW_TOPICS_INVALID`. */
export function topicsForEnvironment(
  declared: Declarations,
  environment: string,
  known: readonly string[],
): readonly DeclaredTopic[] {
  const mistakes = mistakesOf(declared, known);
  if (mistakes.length > 0) throw operatingError('KFW_TOPICS_INVALID', { mistakes });
  const layersOf = ({ settings }: Declaration): TopicSettings[] => [
    settings,
    settings.environments?.[environment] ?? {},
  ];
  const defaults = declared.defaults.flatMap(layersOf);
  return Object.freeze(declared.topics.map((topic) => compileTopic(topic.name, [...defaults, ...layersOf(topic)])));
}

function compileTopic(topic: string, layers: readonly TopicSettings[]): DeclaredTopic {
  const last = <Name extends 'partitions' | 'replicationFactor'>(name: Name): number | undefined =>
    layers.findLast((layer) => layer[name] !== undefined)?.[name];
  const partitions = last('partitions');
  const replicationFactor = last('replicationFactor');
  return Object.freeze({
    topic,
    ...(partitions !== undefined && { partitions }),
    ...(replicationFactor !== undefined && { replicationFactor }),
    config: Object.freeze(Object.assign({}, ...layers.map(configOf))),
  });
}

/** The keys that a layer sets, by their names in Kafka, as text. */
function configOf({ retentionMs, retentionBytes, compacted, config = {} }: TopicSettings): Record<string, string> {
  const given = {
    ...config,
    ...(retentionMs !== undefined && { 'retention.ms': retentionMs }),
    ...(retentionBytes !== undefined && { 'retention.bytes': retentionBytes }),
    ...(compacted !== undefined && { 'cleanup.policy': compacted ? 'compact' : 'delete' }),
  };
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

function mistakesOf({ defaults, topics }: Declarations, environments: readonly string[]): string[] {
  const mistakes: string[] = [];
  const report = ({ declaredAt }: Declaration, what: string, problem: string) =>
    mistakes.push(`${declaredAt ?? 'topics'}, ${what}: ${problem}`);
  for (const each of defaults) {
    for (const mistake of declarationMistakes(each.settings, environments)) report(each, 'defaults', mistake);
  }
  const seen = new Set<string>();
  for (const each of topics) {
    const { name } = each;
    const what = `topic ${name}`;
    if (typeof name !== 'string' || !isTopicName(name)) {
      report(each, what, 'the name of a topic may hold up to 249 letters, digits, ".", "_" and "-" only.');
    }
    if (seen.has(name)) report(each, what, 'it is declared twice. Keep one.');
    seen.add(name);
    const ofSettings = [...declarationMistakes(each.settings, environments), ...uselessRetention(each.settings)];
    for (const mistake of ofSettings) report(each, what, mistake);
  }
  for (const [first, second] of collidingNames([...seen].map(String))) {
    mistakes.push(
      `the topics "${first}" and "${second}" cannot both be on one cluster: to Kafka "." and "_" are the same in names. Rename one.`,
    );
  }
  return mistakes;
}
