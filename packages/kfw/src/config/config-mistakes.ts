/**
 * Messages for the issues that the schema finds: the place (the variable, or the file with environment and path), the
 * problem, the given value, and the nearest known key to an unknown one. Secrets and whole values are never shown.
 */

import { suggestName as nearestOf } from '@kfw/core';
import type { z } from 'zod';
import { variableFor } from './environment/environment-variables.js';
import { configFile } from './file/config-file.js';
import type { ConfigPath } from './file/interpolate.js';
import { shownValue } from './schema/config-fields.js';
import { knownKeys } from './schema/config-schema.js';
import { isSecret } from './secrets/seal-secrets.js';

/** The origin of each setting. */
export interface Origin {
  readonly environment: string;
  /** Whether there is a configuration file. */
  readonly inFile: boolean;
  /** The variable, or the option of a command, that gave what stands at this path. */
  variable(path: readonly PropertyKey[]): string | undefined;
}

/** One line for an issue of the schema; an issue about keys yields one per key. */
export function mistakesOf(issue: z.core.$ZodIssue, given: unknown, origin: Origin): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...issue.path, key], origin));
  }
  const value = valueAt(given, issue.path);
  const shown = isShown(issue.path, given, origin) ? shownValue(value) : undefined;
  const text = shown === undefined ? issue.message : `${issue.message}; it is ${shown}`;
  return [mistakeAt(issue.path, value === undefined ? `${text}${otherWay(issue.path, origin)}.` : `${text}.`, origin)];
}

/** False for secrets, and for brokers with credentials: any part may belong to a password. */
function isShown(path: readonly PropertyKey[], given: unknown, origin: Origin): boolean {
  if (isSecret(path) || (path.join() === 'registry,url' && /[@?#]/.test(String(valueAt(given, path))))) return false;
  return (
    path[0] !== 'brokers' ||
    (origin.variable(path) !== 'KAFKA_URL' && !String(valueAt(given, ['brokers'])).includes('@'))
  );
}

export function mistakeAt(path: readonly PropertyKey[], text: string, origin: Origin): string {
  return `${placeOf(path, origin)}: ${text}`;
}

/** How an error names the setting at `path` that an app runs with: `brokers in config/kafka.yml (development)`. */
export function settingAt(path: ConfigPath, origin: Origin): string {
  return origin.variable(path) ?? `${path.join('.')} in ${configFile} (${origin.environment})`;
}

function placeOf(path: readonly PropertyKey[], origin: Origin): string {
  const fromVariable = origin.variable(path) ?? (origin.inFile ? undefined : variableFor(path));
  return fromVariable ?? `${configFile}, ${[origin.environment, ...path].join('.')}`;
}

function unknownKey(path: readonly PropertyKey[], origin: Origin): string {
  const keys = knownKeys(path.slice(0, -1));
  const nearest = nearestOf(String(path.at(-1)), keys);
  const help = nearest === undefined ? `Known here are ${keys.join(', ')}.` : `Did you mean '${nearest}'?`;
  const shown = [...path.slice(0, -1), shownKey(String(path.at(-1)))];
  return mistakeAt(shown, `is not a known key. ${help}`, origin);
}

/** Without the space after its colon a value is part of the key: `password:hunter2`. */
function shownKey(key: string): string {
  const [word = ''] = /^[\w-]{0,40}/.exec(key) ?? [];
  return word === key ? key : `${word}…`;
}

/** A missing setting can also be given by its variable, if the file was named. */
function otherWay(path: readonly PropertyKey[], origin: Origin): string {
  const variable = variableFor(path);
  return variable === undefined || !origin.inFile ? '' : `, or set ${variable}`;
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  let value = given;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** The paths of keys that are missing only because they are misspelt: that is reported already. */
export function misspelt(issues: readonly z.core.$ZodIssue[], given: unknown): ConfigPath[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const path = issue.path.map(String);
    return issue.keys.flatMap((key) => {
      const meant = nearestOf(key, knownKeys(path));
      if (meant === undefined || valueAt(given, [...path, meant]) !== undefined) return [];
      return [[...path, meant]];
    });
  });
}
