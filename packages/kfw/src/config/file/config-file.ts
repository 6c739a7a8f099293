/**
 * Reads `config/kafka.yml`: a mapping of environments, each a mapping of settings, with YAML's anchors and merge keys
 * (`<<: *common`). The parser's own messages quote the lines around a fault, which may hold a password, so only the
 * position and the kind of fault are reported.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suggestName as nearestOf } from '@kfw/core';
import { type Document, isCollection, LineCounter, parseDocument, visit } from 'yaml';
import { kfwError } from '../../errors.js';
import { faultMessage, mergeFault } from './yaml-faults.js';

/** Relative to the app's root, as shown to people. */
export const configFile = 'config/kafka.yml';

/** The section for the anchor: a mapping to merge, not an environment. */
const commonSection = 'common';

/** One environment's settings, as written. */
export type ConfigSection = Readonly<Record<string, unknown>>;

/** The text of the file; `undefined` without one. */
export function readConfigFile(root: string): string | undefined {
  try {
    return readFileSync(join(root, configFile), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The section of `environment`. Throws `KFW_CONFIG_INVALID` when the file holds no such thing. */
export function parseSection(yaml: string, environment: string): ConfigSection {
  const sections = parseSections(yaml, environment);
  const names = environmentsIn(sections);
  if (environment !== commonSection && Object.hasOwn(sections, environment)) {
    const section = sections[environment] ?? {};
    if (isMapping(section)) return section;
    throw invalid(environment, `${configFile}, ${environment}: must be a mapping of settings, such as brokers.`);
  }
  const nearest = nearestOf(environment, names);
  const meant = nearest === undefined ? '' : ` Did you mean '${nearest}'?`;
  const there = names.length === 0 ? 'it holds no environment' : `it holds ${names.join(', ')}`;
  throw invalid(
    environment,
    `${configFile}: has no environment '${environment}'; ${there}.${meant} Add it, or set KFW_ENV to another.`,
  );
}

/**
 * The environments of the app at `root`; `undefined` without a file, as any name may come from `KFW_ENV` then. Throws
 * `KFW_CONFIG_INVALID` when the file cannot be parsed.
 */
export function configuredEnvironments(root: string, environment: string): readonly string[] | undefined {
  const yaml = readConfigFile(root);
  return yaml === undefined ? undefined : environmentsIn(parseSections(yaml, environment));
}

function environmentsIn(sections: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(sections).filter((name) => name !== commonSection);
}

function parseSections(yaml: string, environment: string): Record<string, unknown> {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { merge: true, prettyErrors: false, lineCounter: lines, logLevel: 'error' });
  const faults = [
    ...[...document.errors, ...document.warnings].map(({ pos, code }) => ({ at: pos[0], message: faultMessage(code) })),
    ...nestedKeys(document).map((at) => ({ at, message: nestedKey })),
    ...looseAliases(document).map((at) => ({ at, message: faultMessage('BAD_ALIAS') })),
  ];
  if (faults.length > 0) {
    throw invalid(
      environment,
      ...faults.map(({ at, message }) => {
        const { line, col } = lines.linePos(at);
        return `${configFile}, line ${line}, column ${col}: ${message}.`;
      }),
    );
  }
  const sections = parsedValue(() => document.toJS(), environment);
  if (isMapping(sections)) return sections;
  throw invalid(environment, `${configFile}: must be a mapping of environments, such as development and production.`);
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: that is how a variable is written
const nestedKey = 'a key must be text, and this one is a mapping or a list. For a variable write ${NAME}';

/** The positions of keys that are not text, such as `{{ NAME }}`, a placeholder of other tools. */
function nestedKeys(document: Document.Parsed): number[] {
  const places: number[] = [];
  visit(document, {
    Pair(_position, { key }) {
      if (isCollection(key)) places.push(key.range?.[0] ?? 0);
    },
  });
  return places;
}

/** The positions of aliases whose anchor is missing or comes later. */
function looseAliases(document: Document.Parsed): number[] {
  const places: number[] = [];
  visit(document, {
    Alias(_position, alias) {
      if (alias.resolve(document) === undefined) places.push(alias.range?.[0] ?? 0);
    },
  });
  return places;
}

function parsedValue(make: () => unknown, environment: string): unknown {
  try {
    return make();
  } catch {
    // The parser's error would show the alias, which may be a password.
    throw invalid(environment, `${configFile}: ${mergeFault}.`);
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(environment: string, ...mistakes: string[]): Error {
  return kfwError('KFW_CONFIG_INVALID', { environment, mistakes });
}
