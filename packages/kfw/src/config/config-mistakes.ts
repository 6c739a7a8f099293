/**
 * Turns what the schema found into lines for people: where (the variable, or the file with environment and path), what
 * is wrong, what it is instead, and the nearest key to one that is not known. Secrets and whole values never show.
 */

import { suggestName as nearestOf } from '@kfw/core';
import type { z } from 'zod';
import { variableFor } from './environment/environment-variables.js';
import { configFile } from './file/config-file.js';
import type { ConfigPath } from './file/interpolate.js';
import { shownValue } from './schema/config-fields.js';
import { knownKeys } from './schema/config-schema.js';
import { isSecret } from './secrets/seal-secrets.js';

/** Knows where each setting came from. */
export interface Origin {
  readonly environment: string;
  /** Whether there is a configuration file. */
  readonly inFile: boolean;
  /** The variable that gave what stands at this path. */
  variable(path: readonly PropertyKey[]): string | undefined;
}

/** One line for what the schema found at one place; an issue about keys yields one per key. */
export function mistakesOf(issue: z.core.$ZodIssue, given: unknown, origin: Origin): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...issue.path, key], origin));
  }
  const value = valueAt(given, issue.path);
  const shown = isShown(issue.path, given, origin) ? shownValue(value) : undefined;
  const text = shown === undefined ? issue.message : `${issue.message}; it is ${shown}`;
  return [mistakeAt(issue.path, value === undefined ? `${text}${otherWay(issue.path, origin)}.` : `${text}.`, origin)];
}

/** Not of what is secret, nor of the brokers when they come with credentials: any part may be one of a password. */
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

/** Without the space behind its colon a value is a part of the key: `password:hunter2`. */
function shownKey(key: string): string {
  const [word = ''] = /^[\w-]{0,40}/.exec(key) ?? [];
  return word === key ? key : `${word}…`;
}

/** What is missing can also be given by its variable, when the file was named. */
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

/** The places of keys that are missing only because they are there misspelt: that they are is said already. */
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
