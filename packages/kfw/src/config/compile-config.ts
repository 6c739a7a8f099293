/**
 * The last step of the configuration: files are read, secrets wrapped, credentials taken out of addresses, and the
 * whole is frozen. Files that cannot be read are mistakes like any other.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { embeddedBroker, embeddedRegistry } from './embedded-settings.js';
import type { KfwConfig, RegistryConfig, SaslConfig, TlsConfig } from './kfw-config.js';
import { mistakeAt, type Origin, settingAt } from './mistakes.js';
import { Secret } from './secret.js';
import type { ConfigWithDefaults } from './with-defaults.js';

export function compileConfig(
  config: ConfigWithDefaults,
  origin: Origin,
  root: string,
  onMistake: (mistake: string) => void,
): KfwConfig {
  const { tls, sasl, registry, ...plain } = config;
  const ofBrokers = plain.embedded ? ['embedded'] : ['brokers'];
  const ofRegistry = registry?.url === embeddedRegistry ? ['embedded'] : ['registry', 'url'];
  return deepFreeze({
    ...plain,
    brokers: plain.embedded ? [embeddedBroker] : plain.brokers,
    environment: origin.environment,
    brokersSetting: settingAt(ofBrokers, origin),
    tls: tls && compileTls(tls, origin, root, onMistake),
    sasl: sasl && compileSasl(sasl),
    registry: registry && compileRegistry(registry),
    registrySetting: registry && settingAt(ofRegistry, origin),
  });
}

function compileTls(
  tls: NonNullable<ConfigWithDefaults['tls']>,
  origin: Origin,
  root: string,
  onMistake: (mistake: string) => void,
): TlsConfig {
  const pem = (name: 'ca' | 'cert' | 'key'): string | undefined => {
    const given = tls[name];
    if (given === undefined || given.trimStart().startsWith('-----BEGIN')) return given;
    const file = resolve(root, given);
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no file' : 'cannot read';
      onMistake(mistakeAt(['tls', name], `${why} ${file}.`, origin));
      return undefined;
    }
  };
  return {
    ca: pem('ca'),
    cert: pem('cert'),
    key: secret(pem('key')),
    passphrase: secret(tls.passphrase),
    servername: tls.servername,
    rejectUnauthorized: tls.rejectUnauthorized,
  };
}

function compileSasl({ mechanism, username, password }: NonNullable<ConfigWithDefaults['sasl']>): SaslConfig {
  return { mechanism, username, password: new Secret(password) };
}

/** Credentials in the URL are taken as such, unless they are given beside it. */
function compileRegistry(registry: NonNullable<ConfigWithDefaults['registry']>): RegistryConfig {
  const url = new URL(registry.url);
  const username = registry.username ?? (decodeURIComponent(url.username) || undefined);
  const password = registry.password ?? (decodeURIComponent(url.password) || undefined);
  url.username = '';
  url.password = '';
  return {
    url: url.href.replace(/\/$/, ''),
    username,
    password: secret(password),
    token: secret(registry.token),
    register: registry.register,
    subject: registry.subject,
  };
}

function secret(value: string | undefined): Secret | undefined {
  return value === undefined ? undefined : new Secret(value);
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
