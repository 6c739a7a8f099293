/**
 * Values in terms of JSON. Those that JSON lacks become the nearest usable one: bytes base64, a bigint its digits, a Map
 * an object (or entries, if a key is not text), a Set a list, an error its name, message and code, a cycle "[Circular]";
 * functions and symbols are inspected.
 */
import { inspect } from 'node:util';

export function jsonValue(value: unknown): unknown {
  return isJson(value, 0) ? value : plain(value, []);
}

/** Deeper values may hold themselves. */
const deepest = 50;

/** Most values are: what was parsed from JSON is not copied. */
function isJson(value: unknown, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return true;
  if (typeof value !== 'object') return false;
  if (value === null) return true;
  if (depth > deepest) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (!isJson(item, depth + 1)) return false;
    return true;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype || 'toJSON' in value) return false;
  for (const name in value) if (!isJson(value[name as keyof typeof value], depth + 1)) return false;
  return true;
}

/** `above` are the objects it is inside of. */
function plain(value: unknown, above: readonly object[]): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return inspect(value);
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return '[Circular]';
  const inside = [...above, value];
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Map) return plain(mapAsObject(value), inside);
  if (value instanceof Set) return plain([...value], inside);
  if (value instanceof Error) return plain(errorFields(value), inside);
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON(), inside);
  if (Array.isArray(value)) return value.map((item) => plain(item, inside));
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && typeof item !== 'function');
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item, inside)]));
}

function mapAsObject(map: ReadonlyMap<unknown, unknown>): object {
  const entries = [...map];
  return entries.every(([key]) => typeof key === 'string') ? Object.fromEntries(entries) : entries;
}

function errorFields(error: Error): object {
  const { name, message } = error;
  return {
    name,
    message,
    ...('code' in error ? { code: error.code } : {}),
    ...(error.cause ? { cause: error.cause } : {}),
  };
}
