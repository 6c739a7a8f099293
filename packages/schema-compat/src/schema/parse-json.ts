/**
 * Parses the JSON of a schema within limits: its length, and the depth of its brackets. Code after this may recurse
 * over the value.
 */
import { invalidSchema, tooLarge } from '../schema-error.js';

export interface SchemaLimits {
  /** Characters of one schema's text. */
  readonly maxChars: number;
  /** Nested brackets and braces; one nested record takes three or four. */
  readonly maxNesting: number;
}

export const defaultLimits: SchemaLimits = { maxChars: 4 * 1024 * 1024, maxNesting: 500 };

/** @throws SchemaError */
export function parseJson(text: string, limits: SchemaLimits = defaultLimits): unknown {
  if (text.length > limits.maxChars) throw tooLarge('', `the schema has more than ${limits.maxChars} characters.`);
  if (nestsDeeper(text, limits.maxNesting)) throw tooLarge('', `it nests more than ${limits.maxNesting} deep.`);
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw invalidSchema('', `the schema is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

function nestsDeeper(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') {
      inString = true;
    } else if (char === '{' || char === '[') {
      depth++;
      if (depth > limit) return true;
    } else if (char === '}' || char === ']') {
      depth--;
    }
  }
  return false;
}
