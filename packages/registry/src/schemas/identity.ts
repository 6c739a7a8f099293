/**
 * Decides which schemas are the same. The strict identity is the text without its formatting; the loose one, which
 * clients request with `normalize`, is the meaning of an Avro schema. For Protobuf only whitespace is ignored.
 */
import { compactForm, normalForm } from '@kfw/schema-compat';
import type { Schema } from './schema.js';

/** @throws SchemaError when the text is not of its language. */
export function strictIdentity(schema: Schema): string {
  return identity(schema, schema.schemaType === 'PROTOBUF' ? plain(schema.schema) : compactForm(schema.schema));
}

/** @throws SchemaError when the text is not of its language. */
export function looseIdentity(schema: Schema): string {
  return schema.schemaType === 'AVRO' ? identity(schema, normalForm(schema.schema)) : strictIdentity(schema);
}

const plain = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');

function identity({ schemaType, references }: Schema, text: string): string {
  const referred = references.map(({ name, subject, version }) => [name, subject, version]);
  return JSON.stringify([schemaType, text, referred]);
}
