/**
 * The settings behind `embedded: true`, which replaces the cluster that the section names or merges in by kfw's own
 * broker and registry: its brokers, TLS, SASL and registry are ignored. The addresses of the embedded ones are known
 * only once they are joined; until then placeholders stand for them.
 */
import { type Environment, namesBrokers, setsRegistry } from './environment/environment-variables.js';
import type { KfwConfig } from './kfw-config.js';

type Settings = Readonly<Record<string, unknown>>;

/** The placeholder for an embedded broker that is not joined; `kfw info` shows it. */
export const embeddedBroker = 'embedded';
export const embeddedRegistry = 'http://embedded';

/** A broker address that the schema accepts; it is replaced when the configuration is compiled. */
const placeholder = `${embeddedBroker}:9092`;

/** The effective settings: with the embedded cluster if they ask for it and no variable names brokers. */
export function applyEmbedded(settings: Settings, env: Environment): Record<string, unknown> {
  if (String(settings.embedded) !== 'true') return { ...settings };
  if (namesBrokers(env)) return { ...settings, embedded: false };
  const { tls, sasl, registry, ...kept } = settings;
  // A registry that a variable names stays.
  return { ...kept, brokers: [placeholder], registry: setsRegistry(env) ? registry : embeddedRegistryOf(registry) };
}

/** Keeps the app's settings for using the registry. */
function embeddedRegistryOf(registry: unknown): Settings {
  const { register, subject, normalize, useLatest } = (registry ?? {}) as Settings;
  return { url: embeddedRegistry, register, subject, normalize, useLatest };
}

/** The configuration with the addresses of the embedded broker that was joined. */
export function withAddresses(config: KfwConfig, joined: { brokers: string; registry: string }): KfwConfig {
  const { registry } = config;
  const isEmbedded = registry?.url === embeddedRegistry;
  return Object.freeze({
    ...config,
    brokers: Object.freeze(joined.brokers.split(',')),
    registry: isEmbedded ? Object.freeze({ ...registry, url: joined.registry }) : registry,
  });
}
