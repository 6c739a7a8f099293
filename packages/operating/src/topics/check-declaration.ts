/** The mistakes of one call of `topic` or `defaults`, each a sentence. */
import { suggestName } from '@kfw/core';
import { knownConfigKeys, ruleOfConfigKey } from './topic-config.js';
import { configKeyOfOption, declarationRules, isObject, settingRules } from './topic-declaration.js';

type Rules = typeof settingRules | typeof declarationRules;

/** Of a declaration as given: in JavaScript it may be anything. `known` are the names of environments, as far as known. */
export function declarationMistakes(given: unknown, known: readonly string[]): string[] {
  if (!isObject(given)) return [`its options must be an object, such as { partitions: 12 }.`];
  const environments = isObject(given.environments) ? Object.entries(given.environments) : [];
  return [
    ...settingMistakes(given, declarationRules),
    ...environments.flatMap(([name, settings]) => {
      const mistakes = isObject(settings) ? settingMistakes(settings, settingRules) : ['it must be an object.'];
      return [...environmentMistakes(name, known), ...mistakes].map((mistake) => `environment ${name}: ${mistake}`);
    }),
  ];
}

/** A name that resembles none may be of an environment that is configured elsewhere. */
function environmentMistakes(name: string, known: readonly string[]): string[] {
  const meant = known.includes(name) ? undefined : suggestName(name, known);
  return meant === undefined
    ? []
    : [`there is no such environment, so its settings never apply. Did you mean "${meant}"?`];
}

function settingMistakes(given: Readonly<Record<string, unknown>>, rules: Rules): string[] {
  return [
    ...Object.entries(given).flatMap(([name, value]) => optionMistakes(name, value, rules)),
    ...(isObject(given.config) ? configMistakes(given.config, given) : []),
  ];
}

function optionMistakes(name: string, value: unknown, rules: Rules): string[] {
  if (!Object.hasOwn(rules, name)) {
    const names = Object.keys(rules);
    if (knownConfigKeys.includes(name)) return [`"${name}" belongs in config: { '${name}': … }.`];
    const meant = suggestName(name, names);
    return [
      `"${name}" is not an option${meant === undefined ? `. Options: ${names.join(', ')}.` : `. Did you mean "${meant}"?`}`,
    ];
  }
  const rule = rules[name as keyof Rules];
  return value === undefined || rule.accepts(value) ? [] : [`"${name}" must be ${rule.expected}.`];
}

function configMistakes(config: Readonly<Record<string, unknown>>, given: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(config).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const option = Object.entries(configKeyOfOption).find(([name, of]) => of === key && given[name] !== undefined)?.[0];
    const twice =
      option === undefined ? [] : [`it has both ${option} and config['${key}'], which are the same. Keep one.`];
    return [...twice, ...keyMistakes(key), ...valueMistakes(key, value)];
  });
}

/** A key that resembles one of Kafka is a typo: the broker would refuse the topic. Others may be of another broker. */
function keyMistakes(key: string): string[] {
  if (knownConfigKeys.includes(key)) return [];
  const meant = suggestName(key, knownConfigKeys);
  return meant === undefined ? [] : [`config['${key}'] is not a key of Kafka. Did you mean "${meant}"?`];
}

function valueMistakes(key: string, value: unknown): string[] {
  const rule = ruleOfConfigKey(key);
  return rule.accepts(value) ? [] : [`config['${key}'] must be ${rule.expected}.`];
}
