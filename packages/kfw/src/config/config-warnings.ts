/** Warnings about settings that work but are not safe. Each is given once, at boot. */
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

function unchecked(of: string): string {
  return `The certificates of the ${of} are not checked: anyone on the network path can read and change the traffic. Name the authority in`;
}
