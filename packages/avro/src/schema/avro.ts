/** `avro()` creates every Avro schema and checks it before it is used. */
import type { Schema } from '@kfw/core';
import { compileReaderType } from '../encoding/compile-type.js';
import { avroError } from '../errors.js';
import { isPrimitiveName, typeLabel } from './avro-type.js';
import { parseDefinition } from './parse-definition.js';
import { SchemaMistake } from './schema-mistake.js';

/**
 * Describes an Avro payload of type `P`. Apps do not write this: `kfw generate types` generates it, and `P` with it,
 * from `app/schemas/*.avsc`.
 *
 * Native values: `date`, `timestamp-millis` and `timestamp-micros` are `Date` (to the millisecond), `decimal` is a
 * string such as `'12.50'`, `uuid` a string, `bytes` and `fixed` are `Buffer`. `long` is an exact number; beyond ±(2
 * - 53 − 1) decoding throws rather than round. Unions are plain values; a union whose values cannot be distinguished is
 *   rejected.
 *
 * @param definition the schema as an object, or as JSON text. It must hold every type it refers to. @throws
 * KFW_SCHEMA_INVALID with the path of the first mistake.
 */
export function avro<P = unknown>(definition: unknown): Schema<P> {
  let name = nameFor(definition);
  try {
    const json = toJson(definition);
    name = nameFor(json);
    name = typeLabel(parseDefinition(json).root);
    compileReaderType(json);
    return { format: 'avro', name, definition: json };
  } catch (thrown) {
    if (!(thrown instanceof SchemaMistake)) throw thrown;
    throw avroError('KFW_SCHEMA_INVALID', { schema: name, path: thrown.path, reason: thrown.reason });
  }
}

/** A copy, so that later changes do not affect the checked schema. */
function toJson(definition: unknown): unknown {
  if (isPrimitiveName(definition)) return definition;
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  if (text === undefined) throw new SchemaMistake('$', 'expected a schema.');
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    throw new SchemaMistake('$', `it is not JSON (${thrown instanceof Error ? thrown.message : String(thrown)}).`);
  }
}

function nameFor(definition: unknown): string {
  const { name } = (typeof definition === 'object' && definition !== null ? definition : {}) as { name?: unknown };
  return typeof name === 'string' ? name : '(unnamed)';
}
