/**
 * Loads an app's configuration: the file, then the variables over it, then the check of both together, then defaults,
 * then the frozen result. All mistakes are collected and thrown as one error, so that they need not be fixed one by
 * one.
 */
import { kfwError } from '../errors.js';
import { compileConfig } from './compile-config.js';
import { misspelt, mistakeAt, mistakesOf, type Origin } from './config-mistakes.js';
import { applyEmbedded } from './embedded-settings.js';
import { type Environment, namesBrokers, type Override, readOverrides } from './environment/environment-variables.js';
import { type ConfigSection, configFile, parseSection, readConfigFile } from './file/config-file.js';
import { type ConfigPath, interpolate } from './file/interpolate.js';
import type { KfwConfig } from './kfw-config.js';
import { configSchema } from './schema/config-schema.js';
import { withDefaults } from './schema/with-defaults.js';
import { isBesideSecrets, sealSecrets } from './secrets/seal-secrets.js';

export interface LoadConfigOptions {
  /** The app's folder, which holds `config/kafka.yml`. */
  readonly root: string;
  readonly env: Environment;
  /** Instead of `KFW_ENV`, `NODE_ENV` or `development`. */
  readonly environment?: string | undefined;
  /** The client id when none is set: the name of the app's package. */
  readonly defaultClientId?: string | undefined;
  /** What errors call a variable that the command line has set: `{ KFW_BROKERS: '--brokers' }`. */
  readonly givenBy?: Readonly<Record<string, string>> | undefined;
}

/**
 * The configuration of the app at `root`.
 * Throws `KFW_CONFIG_MISSING` without a file and without brokers in the variables, `KFW_CONFIG_INVALID` with every
 * mistake of file and variables, one a line.
 */
export function loadConfig({ root, env, environment, defaultClientId, givenBy = {} }: LoadConfigOptions): KfwConfig {
  const name = environment || env.KFW_ENV || env.NODE_ENV || 'development';
  const yaml = readConfigFile(root);
  if (yaml === undefined && !namesBrokers(env)) throw kfwError('KFW_CONFIG_MISSING', { file: configFile, root });

  const mistakes: string[] = [];
  const onMistake = (mistake: string) => mistakes.push(mistake);
  const written = yaml === undefined ? {} : parseSection(yaml, name);
  // Before the variables, so that those of an ignored cluster need not be set.
  const section = applyEmbedded(written, env);
  const overrides = readOverrides(env, onMistake);
  const isUnread = mistakes.length > 0;
  const origin = originOf(name, yaml !== undefined, overrides, givenBy);

  const unfilled: ConfigPath[] = [];
  const filled = interpolate(section, env, isOverridden(overrides), (path, text) => {
    unfilled.push(path);
    onMistake(mistakeAt(path, isBesideSecrets(path) ? unfilledSecret(text) : text, origin));
  });
  const overridden = applyOverrides(withoutEmpty(filled as ConfigSection), overrides);
  const given = sealSecrets(applyEmbedded(overridden, env));
  if (given.embedded === true && name === 'production') onMistake(mistakeAt(['embedded'], notInProduction, origin));
  if (typeof given.brokers === 'string') given.brokers = listOf(given.brokers);
  if (defaultClientId !== undefined) given.clientId ??= asClientId(defaultClientId);

  const parsed = configSchema.safeParse(given);
  const issues = parsed.error?.issues ?? [];
  // Brokers that could not be read from KAFKA_URL are one mistake; their absence is not another one.
  const unread: readonly ConfigPath[] = isUnread && given.brokers === undefined ? [['brokers']] : [];
  const reported = [...unread, ...unfilled, ...misspelt(issues, given)];
  for (const issue of issues) {
    if (!isReported(reported, issue.path)) for (const mistake of mistakesOf(issue, given, origin)) onMistake(mistake);
  }
  const config = parsed.data && compileConfig(withDefaults(parsed.data, name), origin, root, onMistake);
  if (config === undefined || mistakes.length > 0) {
    throw kfwError('KFW_CONFIG_INVALID', { environment: name, mistakes: [...new Set(mistakes)] });
  }
  return config;
}

/** A password may look like a placeholder: only the name of a variable is shown. */
function unfilledSecret(text: string): string {
  return /^the variable [A-Z][A-Z0-9_]* is not set\. /.test(text)
    ? text
    : 'holds ${, which begins a variable. Write $${ for the two characters themselves.';
}

const notInProduction =
  "is for development and tests. Production is Apache Kafka: list its brokers, and remove 'embedded' or set it to false.";

function originOf(
  environment: string,
  inFile: boolean,
  overrides: readonly Override[],
  givenBy: Readonly<Record<string, string>>,
): Origin {
  const lastFirst = overrides.toReversed();
  return {
    environment,
    inFile,
    variable: (path) => {
      const variable = lastFirst.find((override) => startsWith(path, override.path))?.variable;
      return variable && (givenBy[variable] ?? variable);
    },
  };
}

function isOverridden(overrides: readonly Override[]): (path: ConfigPath) => boolean {
  const replacing = overrides.filter((override) => !onlyTurnsOn(override)).map(({ path }) => path.join());
  return (path) => replacing.includes(path.join());
}

/** `KFW_TLS=true` keeps the certificates in the file. */
function onlyTurnsOn({ path, value }: Override): boolean {
  return path.join() === 'tls' && (value === true || value === 'true');
}

/**
 * A value that could not be filled in, or a misspelt key, is one mistake; the resulting missing setting is not another.
 */
function isReported(reported: readonly ConfigPath[], path: readonly PropertyKey[]): boolean {
  return reported.some((start) => startsWith(path, start));
}

function startsWith(path: readonly PropertyKey[], start: readonly PropertyKey[]): boolean {
  return start.every((key, index) => path[index] === key);
}

type Settings = Record<string, unknown>;

/** A key without a value, or with an empty one (`${NAME:-}`), counts as absent. */
function withoutEmpty(section: ConfigSection): Settings {
  return Object.fromEntries(
    Object.entries(section)
      .filter(([, value]) => value !== null && value !== '' && value !== undefined)
      .map(([key, value]) => [key, isSettings(value) ? withoutEmpty(value) : value]),
  );
}

function applyOverrides(section: Settings, overrides: readonly Override[]): Settings {
  const settings = structuredClone(section);
  for (const override of overrides) {
    const path = override.path.map(String);
    const last = path.pop() ?? '';
    const holder = path.reduce(settingsBelow, settings);
    holder[last] = onlyTurnsOn(override) ? settingsBelow(holder, last) : override.value;
  }
  return settings;
}

/** The settings below a key, created if missing. */
function settingsBelow(settings: Settings, key: string): Settings {
  const held = settings[key];
  const below = isSettings(held) ? held : {};
  settings[key] = below;
  return below;
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Brokers as one text with commas count as a list: a variable holds nothing else. */
function listOf(text: string): string[] {
  return text.split(',').map((entry) => entry.trim());
}

/** A scoped package's name has characters that a client id may not have: `@acme/shop` becomes `acme-shop`. */
function asClientId(packageName: string): string {
  return packageName.replace(/^@/, '').replace(/[^\w.-]+/g, '-');
}
