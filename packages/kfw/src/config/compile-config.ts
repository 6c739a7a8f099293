/**
 * The last step of the configuration: reads files, wraps secrets, takes credentials out of addresses, and freezes the
 * result. A file that cannot be read is a mistake like any other.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { hideSecret } from '@kfw/core/internal';
import { mistakeAt, type Origin, settingAt } from './config-mistakes.js';
import { embeddedBroker, embeddedRegistry } from './embedded-settings.js';
import type { KfwConfig, RegistryConfig, TlsConfig } from './kfw-config.js';
import { splitWebAddresses } from './schema/config-fields.js';
import type { ConfigWithDefaults } from './schema/with-defaults.js';
import { belongTogether, isPem, isShownPath, mistakeInPem, type PemPart } from './secrets/pem.js';
import { Secret } from './secrets/secret.js';

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
    tls: tls && compileTls(tls, ['tls'], origin, root, onMistake),
    sasl,
    registry: registry && {
      ...compileRegistry(registry),
      tls: registry.tls && compileTls(registry.tls, ['registry', 'tls'], origin, root, onMistake),
    },
    registrySetting: registry && settingAt(ofRegistry, origin),
  });
}

function compileTls(
  tls: NonNullable<ConfigWithDefaults['tls']>,
  path: readonly string[],
  origin: Origin,
  root: string,
  onMistake: (mistake: string) => void,
): TlsConfig {
  const passphrase = tls.passphrase?.reveal();
  const say = (part: PemPart, text: string) => onMistake(mistakeAt([...path, part], `${text}.`, origin));
  const pem = (part: PemPart, given: string | undefined): string | undefined => {
    if (given === undefined) return undefined;
    const text = isPem(given) ? given : readPem(given, root, part === 'key', (problem) => say(part, problem));
    if (text === undefined) return undefined;
    const mistake = mistakeInPem(part, text, passphrase);
    if (mistake !== undefined) say(part, mistake);
    return mistake === undefined ? text : undefined;
  };
  const ca = pem('ca', tls.ca);
  const cert = pem('cert', tls.cert);
  const key = pem('key', tls.key?.reveal());
  if (cert !== undefined && key !== undefined && !belongTogether(cert, key, passphrase)) {
    say('key', 'is not the key of cert. Give the two that were made together');
  }
  return {
    ca,
    cert,
    key: key === undefined ? undefined : new Secret(key),
    passphrase: tls.passphrase,
    servername: tls.servername,
    rejectUnauthorized: tls.rejectUnauthorized,
  };
}

/** A key is not shown, whatever is in its place. */
function readPem(given: string, root: string, isKey: boolean, say: (problem: string) => void): string | undefined {
  const file = resolve(root, given);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const shown = !isKey && isShownPath(given) ? ` ${file}` : '';
    const isMissing = ['ENOENT', 'ENAMETOOLONG', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code));
    const hint = shown === '' ? ': give the path of a file, or PEM text, which begins with -----BEGIN' : '';
    say(isMissing ? `there is no file${shown}${hint}` : `cannot read${shown === '' ? ' its file' : shown}`);
    return undefined;
  }
}

/**
 * Credentials in a URL are used unless they are given as settings; of several URLs the first with credentials counts.
 */
function compileRegistry(registry: NonNullable<ConfigWithDefaults['registry']>): Omit<RegistryConfig, 'tls'> {
  const urls = splitWebAddresses(registry.url).map((one) => new URL(one));
  const own = urls.find(({ username, password }) => username !== '' || password !== '');
  const username = registry.username ?? (decodeURIComponent(own?.username ?? '') || undefined);
  const inUrl = decodeURIComponent(own?.password ?? '');
  const password = registry.password ?? (inUrl === '' ? undefined : new Secret(inUrl));
  // This is what is sent: a registry, or a proxy in front of it, may return the request in its response.
  if (password !== undefined) {
    hideSecret(Buffer.from(`${username ?? ''}:${password.reveal()}`).toString('base64'));
  }
  for (const url of urls) {
    url.username = '';
    url.password = '';
  }
  return {
    url: urls.map(({ href }) => href.replace(/\/$/, '')).join(','),
    username,
    password,
    token: registry.token,
    register: registry.register,
    subject: registry.subject,
    normalize: registry.normalize,
    useLatest: registry.useLatest,
  };
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
