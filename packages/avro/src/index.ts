/** @kfw/avro: Avro payloads: schemas, the codec behind core's port, and types generated from `.avsc` files. */
export { type AvroCodecOptions, createAvroCodec } from './codec/avro-codec.js';
export { AvroWriter } from './codec/avro-writer.js';
export { avroFromJson } from './codec/from-json.js';
export { RegistryLookup, type RegistryLookupOptions } from './codec/registry-lookup.js';
export type { SubjectStrategy } from './codec/subject-name.js';
export { avroErrorTable } from './errors.js';
export { type GeneratedFile, generateSchemaTypes } from './generate/generate-schema-types.js';
export { readSchemas } from './generate/read-schemas.js';
export { type SchemaFileWarning, schemaFileWarnings } from './generate/schema-file-warnings.js';
export { type SchemaModuleOptions, schemaModule } from './generate/schema-module.js';
export { type SchemaOutline, schemaOutline } from './generate/schema-outline.js';
export { inMemoryRegistry } from './registry/in-memory-registry.js';
export type { RegistryOptions } from './registry/registry-options.js';
export {
  type RegistryRequestError,
  type RegistryRequestResult,
  registryRequestErrors,
} from './registry/requests/request-result.js';
export type { RegisterMode } from './registry/schema-ids.js';
export type { Compatibility, LatestSchema, SchemaRegistry, SchemaVersion } from './registry/schema-registry.js';
export { avro } from './schema/avro.js';
