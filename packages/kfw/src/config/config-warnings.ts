/** Warnings about settings that work but are not safe. Each is given once, at boot. */
import { suggestName } from '@kfw/core';
import type { KfwConfig } from './kfw-config.js';

export interface ConfigWarning {
  /** The setting, by its path: `tls.rejectUnauthorized`. */
  readonly setting: string;
  readonly message: string;
}

export function configWarnings({ sasl, tls, registry }: KfwConfig): ConfigWarning[] {
  const warnings: ConfigWarning[] = [];
  const warn = (setting: string, message: string) => warnings.push({ setting, message });
  if (sasl?.mechanism === 'plain' && tls === undefined) {
    warn(
      'sasl.mechanism',
      'SASL PLAIN without TLS sends the password in clear text. Set tls, or use scram-sha-256 or scram-sha-512.',
    );
  }
  if (tls?.rejectUnauthorized === false) warn('tls.rejectUnauthorized', `${unchecked('brokers')} tls.ca.`);
  if (registry?.tls?.rejectUnauthorized === false) {
    warn('registry.tls.rejectUnauthorized', `${unchecked('registry')} registry.tls.ca.`);
  }
  const credentials = registry?.password ?? registry?.token;
  if (credentials !== undefined && registry?.url.split(',').some((url) => url.startsWith('http:'))) {
    warn('registry.url', 'Credentials for the registry are sent over http in clear text. Use https.');
  }
  return warnings;
}

/** Names in `log.topics` that are probably misspelt. Others may be topics that only `deliver` sends to. */
export function logTopicWarnings({ log }: Pick<KfwConfig, 'log'>, topics: Iterable<string>): ConfigWarning[] {
  const known = new Set(topics);
  return Object.keys(log.topics).flatMap((name) => {
    const meant = name.includes('*') || known.has(name) ? undefined : suggestName(name, known);
    if (meant === undefined) return [];
    const message = `log.topics sets the level of ${name}, and no route or responder has that topic. Did you mean ${meant}?`;
    return [{ setting: `log.topics.${name}`, message }];
  });
}

function unchecked(of: string): string {
  return `The certificates of the ${of} are not checked: anyone on the network path can read and change the traffic. Name the authority in`;
}
