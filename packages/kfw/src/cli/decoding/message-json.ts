/**
 * A message as the JSON line that `kfw topics read --json` prints and `kfw produce` reads: exactly these fields, and for a
 * message that cannot be decoded the reason and the bytes of its value.
 */
import { isUtf8 } from 'node:buffer';
import { types } from 'node:util';
import { type HeaderEntry, type RawHeaders, toError } from '@kfw/core';
import type { TopicMessage } from '@kfw/operating';
import { jsonValue } from '../rendering/json-value.js';

type RawHeader = RawHeaders[string];

export interface MessageJson {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** ISO 8601; `null` when it has none. */
  readonly timestamp: string | null;
  readonly key: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  /** `null` for a tombstone, and for a payload that cannot be decoded. */
  readonly payload: unknown;
  /** Why it cannot be decoded. */
  readonly error?: string;
  /** The bytes of a value that cannot be decoded, in base64. */
  readonly raw?: string | null;
}

/** Bytes that are a whole key, header or payload: `{ "$base64": "AAEC" }`. Inside of a payload they are base64 only. */
export function bytesJson(bytes: Uint8Array): { readonly $base64: string } {
  return { $base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64') };
}

export function messageJson(message: TopicMessage): MessageJson {
  const { topic, partition, offset, timestamp, record } = message;
  const time = Number.isNaN(timestamp.getTime()) ? null : timestamp.toISOString();
  const key = part(() => message.key);
  const payload = part(() => message.payload);
  const error = payload.error ?? key.error;
  return {
    topic,
    partition,
    offset,
    timestamp: time,
    key: key.error === undefined ? key.value : record.key && bytesJson(record.key),
    headers: headersJson(record.headers),
    payload: payload.value,
    ...(error !== undefined && { error }),
    ...(payload.error !== undefined && { raw: record.value?.toString('base64') ?? null }),
  };
}

/** A value may also be nested too deeply to be written. */
function part(read: () => unknown): { readonly value: unknown; readonly error?: string } {
  try {
    const value = read();
    return { value: types.isUint8Array(value) ? bytesJson(value) : jsonValue(value) };
  } catch (thrown) {
    return { value: null, error: toError(thrown).message };
  }
}

/** Names are chosen by senders, `__proto__` among them. */
function headersJson(headers: RawHeaders): Readonly<Record<string, unknown>> {
  const json: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) json[name] = headerJson(value);
  return json;
}

function headerJson(value: RawHeader | HeaderEntry[1]): unknown {
  if (Array.isArray(value)) return value.map((item: HeaderEntry[1]) => headerJson(item));
  if (!Buffer.isBuffer(value)) return null;
  return isUtf8(value) ? value.toString('utf8') : bytesJson(value);
}
