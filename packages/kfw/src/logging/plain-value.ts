/**
 * Converts any value that an app logs into plain JSON data, without ever throwing: buffers become text (or base64, if
 * they are not text), bigints text, errors their description, dates ISO strings, maps and sets their contents, cycles
 * a note.
 */
import { types } from 'node:util';
import { isError } from '@kfw/core/internal';
import { describeError } from './describe-error.js';

const deepest = 12;
const longestBuffer = 4_096;

export function plainValue(value: unknown, above: readonly object[] = []): unknown {
  if (typeof value === 'bigint' || typeof value === 'symbol') return value.toString();
  if (typeof value === 'function') return `[function ${value.name || 'without a name'}]`;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return '[circular]';
  if (above.length >= deepest) return '[too deep]';
  try {
    return plainObject(value, [...above, value]);
  } catch (error) {
    return `[unreadable: ${describeError(error).message}]`;
  }
}

function plainObject(value: object, above: readonly object[]): unknown {
  if (isError(value)) return { ...describeError(value) };
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (types.isUint8Array(value)) return textOf(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') return plainValue(value.toJSON(), above);
  if (Array.isArray(value) || value instanceof Set) return [...value].map((item) => plainValue(item, above));
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [String(key), plainValue(item, above)]));
  }
  return Object.fromEntries(Object.keys(value).map((key) => [key, plainField(value, key, above)]));
}

/** A field by its name; for one whose getter throws, a note. */
export function plainField(owner: object, name: string, above: readonly object[] = []): unknown {
  try {
    return plainValue((owner as Record<string, unknown>)[name], above);
  } catch (error) {
    return `[unreadable: ${describeError(error).message}]`;
  }
}

function textOf(bytes: Uint8Array): string {
  const shown = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, longestBuffer));
  const cut = bytes.byteLength > longestBuffer ? `… (${bytes.byteLength} bytes)` : '';
  const text = shown.toString('utf8');
  return `${text.includes('\uFFFD') ? shown.toString('base64') : text}${cut}`;
}
