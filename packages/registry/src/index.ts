/** @kfw/registry: a schema registry with the Confluent API, in this process. */
export type { RegistryLimits, RegistryOptions } from './registry-options.js';
export { RegistryStartError, type RegistryStartErrorCode } from './start-error.js';
export { type Registry, startRegistry } from './start-registry.js';
