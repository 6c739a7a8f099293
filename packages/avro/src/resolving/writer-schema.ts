/**
 * The schema that a producer wrote with. avsc would refuse some that others take (a default of a later branch of a
 * union, for one), though reading needs nothing of the kind: it is parsed, and avsc never compiles it. The registry
 * client insists on a type of avsc's, so a schema that it fetched travels in one.
 */
import { type AvroSchema, parseSchema } from '@kfw/schema-compat';
import { Type, type TypeOptions, types } from '../encoding/avsc-internals.js';

const fetched = new WeakMap<object, AvroSchema>();

/** A writer's schema from its definition. @throws SchemaError */
export function parseWriterSchema(definition: unknown, references: readonly unknown[] = []): AvroSchema {
  return parseSchema(JSON.stringify(definition), {
    references: references.map((one) => JSON.stringify(one)),
    checkDefaults: false,
  });
}

/** TypeOptions for the registry client, by which `fetchedSchema` finds the schemas that it fetches. */
export function writerTypeOptions(): TypeOptions {
  /** The client has what a schema refers to compiled first, with the very same options. */
  const references = new WeakMap<object, unknown[]>();
  return {
    typeHook: (json, options) => {
      const known = references.get(options) ?? [];
      references.set(options, [...known, json]);
      const type = new types.NullType();
      fetched.set(type, parseWriterSchema(json, known));
      return type;
    },
  };
}

/** `undefined` when it is no Avro schema that the registry client has fetched with these options. */
export function fetchedSchema(type: unknown): AvroSchema | undefined {
  return type instanceof Type ? fetched.get(type) : undefined;
}
