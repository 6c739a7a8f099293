/** @kfw/schema-compat: whether Avro schemas can read each other's data, and which rules they violate where. */
export {
  type CompatibilityLevel,
  checkLevel,
  compatibilityLevels,
  isCompatibilityLevel,
  type LevelViolation,
} from './levels/levels.js';
export { findRenames } from './renames/find-renames.js';
export type { OlderReader, Rename, RenameRule } from './renames/rename.js';
export { checkCompatibility } from './resolution/check-compatibility.js';
export type { Incompatibility, Rule } from './resolution/incompatibility.js';
export type {
  AvroSchema,
  EnumSchema,
  FixedSchema,
  LogicalAttributes,
  NamedSchema,
  PrimitiveSchema,
  RecordField,
  RecordSchema,
  UnionSchema,
} from './schema/avro-schema.js';
export { isDefaultOf } from './schema/check-default.js';
export { compactForm, normalForm } from './schema/normal-form.js';
export type { SchemaLimits } from './schema/parse-json.js';
export { type ParseOptions, parseSchema } from './schema/parse-schema.js';
export { SchemaError, type SchemaErrorCode } from './schema-error.js';
