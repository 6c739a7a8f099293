/**
 * Parses a line of `kfw produce`: a JSON object with `payload`, and as needed `key`, `headers`, `partition` and
 * `timestamp`. A line of `kfw topics read --json` is one; its `topic` and `offset` are ignored.
 */
import type { HeaderEntry } from '@kfw/core';
import { isPlainObject } from './is-plain-object.js';
import type { Line } from './split-lines.js';
import { topLevelNames } from './top-level-names.js';

export interface ParsedLine {
  readonly number: number;
  readonly key: unknown;
  /** `null` is a tombstone; a Buffer goes as it is. */
  readonly payload: unknown;
  readonly headers: readonly HeaderEntry[];
  readonly partition: number | undefined;
  /** Milliseconds since 1970. */
  readonly timestampMs: number | undefined;
}

/** A line that cannot be sent, and why. */
export interface InvalidLine {
  readonly number: number;
  readonly reason: string;
}

const names = new Set(['key', 'payload', 'headers', 'partition', 'timestamp', 'topic', 'offset', 'raw', 'error']);

class Mistake extends Error {}

export function parseLine({ number, text }: Line): ParsedLine | InvalidLine {
  try {
    if (text === undefined) throw new Mistake('it is not UTF-8, or too long');
    const fields = fieldsOf(text);
    return {
      number,
      key: bytesOr(fields.key ?? null, 'key'),
      payload: payloadOf(fields),
      headers: headersOf(fields.headers),
      partition: partitionOf(fields.partition),
      timestampMs: timestampOf(fields.timestamp),
    };
  } catch (thrown) {
    if (thrown instanceof Mistake) return { number, reason: thrown.message };
    throw thrown;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(text: string): Fields {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    // The parser's own message would quote the payload.
    throw new Mistake('it is not JSON');
  }
  if (!isPlainObject(fields)) throw new Mistake('it is not an object with a payload');
  for (const name of Object.keys(fields)) {
    if (!names.has(name)) throw new Mistake(`it has an unknown field "${name}"`);
  }
  const written = topLevelNames(text);
  if (written.length !== Object.keys(fields).length) {
    const twice = written.find((name, index) => written.indexOf(name) !== index);
    throw new Mistake(`it has the field "${twice}" twice`);
  }
  return fields as Fields;
}

/** What was printed of a message that cannot be decoded is not sent as a tombstone. */
function payloadOf(fields: Fields): unknown {
  if (fields.error !== undefined) {
    throw new Mistake('it is a message that could not be decoded (error). Remove `error` to send the bytes in `raw`');
  }
  if (fields.raw !== undefined) {
    if (fields.payload !== undefined && fields.payload !== null) throw new Mistake('it has a payload and raw bytes');
    return fields.raw === null ? null : base64(fields.raw, 'raw');
  }
  if (fields.payload === undefined) throw new Mistake('it has no payload (null is a tombstone)');
  return bytesOr(fields.payload, 'payload');
}

/** `{ "$base64": "AAEC" }` is bytes. */
function bytesOr(value: unknown, what: string): unknown {
  if (!isPlainObject(value) || !Object.hasOwn(value, '$base64') || Object.keys(value).length !== 1) return value;
  return base64((value as Fields).$base64, what);
}

function base64(value: unknown, what: string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
  if (bytes !== undefined && bytes.toString('base64') === value) return bytes;
  throw new Mistake(`the bytes of its ${what} are not base64`);
}

function headersOf(headers: unknown): HeaderEntry[] {
  if (headers === undefined || headers === null) return [];
  if (!isPlainObject(headers)) throw new Mistake('its headers are not an object');
  return Object.entries(headers).flatMap(([name, value]) => {
    const bytes = Buffer.from(name);
    return [value].flat().map((one) => [bytes, headerOf(name, one)] as const);
  });
}

function headerOf(name: string, value: unknown): Buffer | null {
  if (value === null) return null;
  if (typeof value === 'string') return Buffer.from(value);
  const bytes = bytesOr(value, `header "${name}"`);
  if (Buffer.isBuffer(bytes)) return bytes;
  throw new Mistake(`its header "${name}" is not text`);
}

function partitionOf(partition: unknown): number | undefined {
  if (partition === undefined || partition === null) return undefined;
  if (Number.isSafeInteger(partition) && (partition as number) >= 0) return partition as number;
  throw new Mistake('its partition is not a whole number of at least 0');
}

function timestampOf(timestamp: unknown): number | undefined {
  if (timestamp === undefined || timestamp === null) return undefined;
  const ms = typeof timestamp === 'string' ? Date.parse(timestamp) : timestamp;
  if (Number.isSafeInteger(ms) && (ms as number) >= 0) return ms as number;
  throw new Mistake('its timestamp is not a time such as 2026-11-30T17:40:00Z, or milliseconds since 1970');
}
