/**
 * The schema of a producer. avsc would reject some schemas that others accept (for example a default of a later branch
 * of a union), although reading does not need that: the schema is parsed, and avsc never compiles it. The registry
 * client requires one of avsc's types, so a fetched schema is wrapped in one.
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

/** TypeOptions for the registry client, from which `fetchedSchema` gets the fetched schemas. */
export function writerTypeOptions(): TypeOptions {
  /** The client compiles the referenced schemas first, with the same options object. */
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

/** `undefined` when it is not an Avro schema that the registry client fetched with these options. */
export function fetchedSchema(type: unknown): AvroSchema | undefined {
  return type instanceof Type ? fetched.get(type) : undefined;
}
