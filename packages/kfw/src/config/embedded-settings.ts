/**
 * `embedded: true` puts kfw's own broker and registry in the place of whatever cluster the section names or merges in:
 * its brokers, TLS, SASL and registry do not count. Where the embedded ones are is known only when they are joined;
 * until then placeholders stand for them.
 */
import { type Environment, namesBrokers, setsRegistry } from './environment/environment-variables.js';
import type { KfwConfig } from './kfw-config.js';

type Settings = Readonly<Record<string, unknown>>;

/** What stands for the embedded broker that is not joined; shown as such by `kfw info`. */
export const embeddedBroker = 'embedded';
export const embeddedRegistry = 'http://embedded';

/** A broker that the schema takes; it is replaced when the configuration is compiled. */
const placeholder = `${embeddedBroker}:9092`;

/** The settings as they count: with the embedded cluster if they ask for it, and no variable names brokers instead. */
export function applyEmbedded(settings: Settings, env: Environment): Record<string, unknown> {
  if (String(settings.embedded) !== 'true') return { ...settings };
  if (namesBrokers(env)) return { ...settings, embedded: false };
  const { tls, sasl, registry, ...kept } = settings;
  // A registry that a variable names stays.
  return { ...kept, brokers: [placeholder], registry: setsRegistry(env) ? registry : embeddedRegistryOf(registry) };
}

/** How it is used remains the app's matter. */
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
