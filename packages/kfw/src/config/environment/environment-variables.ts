/**
 * The environment variables that override the configuration file, and the setting that each one overrides. Each
 * becomes an override: a value at a path, with the variable's name for messages. `KAFKA_URL` stands for several; a
 * variable for one setting takes precedence over it.
 */
import type { ConfigPath } from '../file/interpolate.js';
import { parseKafkaUrl } from './kafka-url.js';

export interface Override {
  readonly path: ConfigPath;
  readonly value: unknown;
  readonly variable: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const variables: readonly (readonly [variable: string, path: readonly string[]])[] = [
  ['KFW_BROKERS', ['brokers']],
  ['KFW_CLIENT_ID', ['clientId']],
  ['KFW_REGISTRY_URL', ['registry', 'url']],
  ['KFW_REGISTRY_USERNAME', ['registry', 'username']],
  ['KFW_REGISTRY_PASSWORD', ['registry', 'password']],
  ['KFW_REGISTRY_TOKEN', ['registry', 'token']],
  ['KFW_REGISTRY_TLS_CA', ['registry', 'tls', 'ca']],
  ['KFW_REGISTRY_TLS_CERT', ['registry', 'tls', 'cert']],
  ['KFW_REGISTRY_TLS_KEY', ['registry', 'tls', 'key']],
  ['KFW_SASL_MECHANISM', ['sasl', 'mechanism']],
  ['KFW_SASL_USERNAME', ['sasl', 'username']],
  ['KFW_SASL_PASSWORD', ['sasl', 'password']],
  ['KFW_TLS', ['tls']],
  ['KFW_TLS_CA', ['tls', 'ca']],
  ['KFW_TLS_CERT', ['tls', 'cert']],
  ['KFW_TLS_KEY', ['tls', 'key']],
  ['KFW_TLS_PASSPHRASE', ['tls', 'passphrase']],
  ['KFW_LOG_LEVEL', ['log', 'level']],
  ['KFW_LOG_FORMAT', ['log', 'format']],
  ['KFW_HEALTH', ['health']],
];

/** The variable for the setting at `path`, if there is one. */
export function variableFor(path: readonly PropertyKey[]): string | undefined {
  return variables.find(([, own]) => own.join() === path.join())?.[0];
}

/** Whether a variable gives the addresses of the brokers. */
export function namesBrokers(env: Environment): boolean {
  return isSet(env.KFW_BROKERS) || isSet(env.KAFKA_URL);
}

/** Whether a variable gives the address of the registry. */
export function setsRegistry(env: Environment): boolean {
  return isSet(env.KFW_REGISTRY_URL);
}

/** In the order in which they are applied: later ones take precedence. An empty variable counts as unset. */
export function readOverrides(env: Environment, onMistake: (mistake: string) => void): Override[] {
  const single = variables
    .map(([variable, path]) => ({ variable, path, value: env[variable] }))
    .filter(({ value }) => isSet(value));
  const overrides = [...fromKafkaUrl(env, onMistake), ...single];
  const withoutTls = env.KFW_TLS === 'false';
  return withoutTls ? overrides.filter(({ path, variable }) => path[0] !== 'tls' || variable === 'KFW_TLS') : overrides;
}

/** With `KFW_BROKERS`, which names another cluster, `KAFKA_URL` is ignored, above all its credentials. */
function fromKafkaUrl(env: Environment, onMistake: (mistake: string) => void): Override[] {
  const url = env.KAFKA_URL;
  if (!isSet(url) || isSet(env.KFW_BROKERS)) return [];
  const parsed = parseKafkaUrl(url);
  if (typeof parsed === 'string') {
    onMistake(`KAFKA_URL: ${parsed}.`);
    return [];
  }
  const settings: readonly (readonly [ConfigPath, unknown])[] = [
    [['brokers'], parsed.brokers],
    [['tls'], parsed.tls || undefined],
    [['sasl', 'username'], parsed.username],
    [['sasl', 'password'], parsed.password],
  ];
  return settings
    .filter(([, value]) => value !== undefined)
    .map(([path, value]) => ({ path, value, variable: 'KAFKA_URL' }));
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
