/** Schemas of the formats that need no schema language. */
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
