/**
 * The registry client, loaded on first use: the library behind it takes most of this package's loading time, and many
 * users of schemas (tests, `kfw routes`, type generation) never contact a registry.
 */
import { hasSubject } from './has-subject.js';
import type { RegistryAddress } from './registry-options.js';
import { RegistryRequests } from './requests/registry-requests.js';
import type { SchemaRegistry } from './schema-registry.js';

export function lazyRegistry(address: RegistryAddress): SchemaRegistry {
  let loading: Promise<SchemaRegistry> | undefined;
  let requests: RegistryRequests | undefined;
  const client = (): Promise<SchemaRegistry> => {
    loading ??= import('./registry-client.js').then(({ RegistryClient }) => new RegistryClient(address));
    return loading;
  };
  return {
    connect: async () => (await client()).connect(),
    fetch: async (id) => (await client()).fetch(id),
    register: async (version) => (await client()).register(version),
    lookUp: async (version) => (await client()).lookUp(version),
    latest: async (version) => (await client()).latest(version),
    checkCompatibility: async (version) => (await client()).checkCompatibility(version),
    level: async (subject) => (await client()).level(subject),
    has(subject) {
      requests ??= new RegistryRequests(address);
      return hasSubject(requests, subject);
    },
  };
}
