/** A retention that Kafka ignores, because the topic is compacted and nothing else. */
import { configKeyOfOption, isObject } from './topic-declaration.js';

type Given = Readonly<Record<string, unknown>>;

/**
 * The mistakes of one declared topic, each a sentence. Only what is written in one place is compared: a topic may well be
 * compacted although the defaults set a retention. Without limit (−1) is what compaction means.
 */
export function uselessRetention(given: unknown): string[] {
  if (!isObject(given)) return [];
  const environments = Object.entries(isObject(given.environments) ? given.environments : {});
  const layers = environments.flatMap(([name, settings]) => (isObject(settings) ? [{ name, settings }] : []));
  const own = policyOf(given);
  const isUsedSomewhere = layers.some(({ settings }) => (policyOf(settings) ?? own) !== 'compact');
  return [
    ...(own === 'compact' && !isUsedSomewhere ? mistakesOf(given) : []),
    ...layers.flatMap(({ name, settings }) =>
      (policyOf(settings) ?? own) === 'compact'
        ? mistakesOf(settings).map((mistake) => `environment ${name}: ${mistake}`)
        : [],
    ),
  ];
}

/** `undefined` where it says nothing. */
function policyOf({ compacted, config }: Given): unknown {
  if (typeof compacted === 'boolean') return compacted ? 'compact' : 'delete';
  return isObject(config) ? config[configKeyOfOption.compacted] : undefined;
}

function mistakesOf(given: Given): string[] {
  const config = isObject(given.config) ? given.config : {};
  return (['retentionMs', 'retentionBytes'] as const).flatMap((option) => {
    const key = configKeyOfOption[option];
    const isLimited = (value: unknown) => value !== undefined && value !== -1;
    const written = isLimited(given[option]) ? option : isLimited(config[key]) ? `config['${key}']` : undefined;
    return written === undefined
      ? []
      : [
          `${written} has no effect on a compacted topic, which keeps the last message of each key. To delete old ones ` +
            "as well, write config: { 'cleanup.policy': 'compact,delete' } instead.",
        ];
  });
}
