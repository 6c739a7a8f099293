/** Schemas of the formats without a schema language. */
import type { Schema } from '../ports/codec.js';

/** JSON in UTF-8. The type is the caller's promise: nothing checks it. */
export function json<P = unknown>(): Schema<P> {
  return { format: 'json', name: 'json' };
}

/** The bytes themselves. */
export function raw(): Schema<Buffer> {
  return { format: 'raw', name: 'raw' };
}

/** Text in UTF-8: the default of keys. */
export function text(): Schema<string> {
  return { format: 'text', name: 'text' };
}

/** What `deliver` writes by when no schema is named: the mistake is then the call's, not one against a schema. */
export const unnamed = { bytes: raw(), text: text(), json: json() };

export function isUnnamed(schema: Schema): boolean {
  return schema === unnamed.bytes || schema === unnamed.text || schema === unnamed.json;
}
