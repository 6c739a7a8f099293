/** Decides which settings are secrets and seals them: from then on they are of a type that does not print. */
import { Secret } from './secret.js';

type Settings = Record<string, unknown>;

/** Sections whose values are not shown, not even in the wrong place. */
const sections: ReadonlySet<PropertyKey> = new Set(['sasl', 'tls', 'registry']);
const keys: ReadonlySet<PropertyKey> = new Set(['password', 'passphrase', 'key', 'token']);

/** Whether the section of this path has secrets: a misspelt key may be one of them. */
export function isBesideSecrets([section = '']: readonly PropertyKey[]): boolean {
  return sections.has(section);
}

/** Whether the value at this path must not be shown, even if it is wrong: `sasl: hunter2` is meant as a password. */
export function isSecret(path: readonly PropertyKey[]): boolean {
  const [section = '', ...below] = path;
  return sections.has(section) && (below.length === 0 || below.at(-1) === 'tls' || keys.has(below.at(-1) ?? ''));
}

/** The settings with their secrets sealed. */
export function sealSecrets(settings: Settings, path: readonly string[] = []): Settings {
  const sealed = Object.entries(settings).map(([key, value]) => {
    const at = [...path, key];
    if (isSettings(value)) return [key, sealSecrets(value, at)] as const;
    return [key, typeof value === 'string' && keys.has(key) && isSecret(at) ? new Secret(value) : value] as const;
  });
  return Object.fromEntries(sealed);
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Secret);
}
