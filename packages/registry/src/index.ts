/** @kfw/registry: a schema registry with the Confluent API, in this process. */
export { RegistryError } from './registry-error.js';
