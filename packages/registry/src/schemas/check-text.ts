/**
 * Checks that a text is a schema of its language. Avro is parsed completely. JSON Schema must be JSON, an object or a
 * boolean; Protobuf must have balanced braces and a definition: both are stored and served, but not interpreted.
 */
import { compactForm, parseSchema, SchemaError } from '@kfw/schema-compat';
import { invalidSchema } from '../registry-error.js';
import { looksLikeProtobuf } from './protobuf-outline.js';
import type { Schema } from './schema.js';

/** `references` are the texts that it refers to, each after its own references. @throws RegistryError 42201 */
export function checkText({ schemaType, schema }: Schema, references: readonly string[]): void {
  if (schema.trim() === '') throw invalidSchema('The schema is empty.');
  if (schemaType === 'AVRO') asInvalid('Avro', () => parseSchema(schema, { references }));
  else if (schemaType === 'JSON') asInvalid('JSON', () => checkJsonSchema(schema));
  else if (!looksLikeProtobuf(schema))
    throw invalidSchema('The schema is not Protobuf: it has no complete message, enum or service.');
}

/** Runs work that may find a schema invalid, and returns its result. */
export function asInvalid<T>(language: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof SchemaError)) throw thrown;
    throw invalidSchema(`The schema is not a valid ${language} schema. ${thrown.message}`);
  }
}

function checkJsonSchema(text: string): void {
  const json: unknown = JSON.parse(compactForm(text));
  if (typeof json !== 'boolean' && (typeof json !== 'object' || json === null || Array.isArray(json))) {
    throw invalidSchema('The schema is not a JSON schema: expected an object or a boolean.');
  }
}
