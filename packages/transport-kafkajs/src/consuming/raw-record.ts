/**
 * A kafkajs message as a raw record. Millions of these are made per second: one class for a stable shape, no closure,
 * the offset parsed at once because every record needs it, timestamp and headers only when somebody reads them.
 */
import type { RawHeaders, RawRecord } from '@kfw/core';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import { parseOffset } from '../client/offsets.js';

const noHeaders: RawHeaders = Object.freeze(Object.create(null) as RawHeaders);
const emptyValue = Buffer.alloc(0);

export class KafkajsRecord implements RawRecord {
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly #timestamp: string;
  #sentHeaders: IHeaders | undefined;
  #headers: RawHeaders | undefined;

  constructor(message: KafkaMessage) {
    this.offset = parseOffset(message.offset);
    this.key = message.key;
    this.value = message.value;
    this.#timestamp = message.timestamp;
    this.#sentHeaders = message.headers;
    this.#headers = undefined;
  }

  get timestamp(): number {
    return Number(this.#timestamp);
  }

  get headers(): RawHeaders {
    if (this.#headers === undefined) {
      this.#headers = rawHeaders(this.#sentHeaders);
      this.#sentHeaders = undefined;
    }
    return this.#headers;
  }
}

/**
 * Headers without a prototype: a sender chooses their names, `__proto__` among them. kafkajs collects repeated headers
 * in a plain object, so that a header called `constructor` arrives in a list behind the inherited function: only what
 * came over the wire is kept. A null value becomes an empty one.
 */
export function rawHeaders(headers: IHeaders | undefined): RawHeaders {
  const names = headers === undefined ? [] : Object.keys(headers);
  if (headers === undefined || names.length === 0) return noHeaders;
  const raw: Record<string, Buffer | readonly Buffer[]> = Object.create(null);
  for (const name of names) {
    const value: unknown = headers[name];
    if (!Array.isArray(value)) {
      raw[name] = Buffer.isBuffer(value) ? value : emptyValue;
      continue;
    }
    const sent = value.filter((item) => item === null || Buffer.isBuffer(item)).map((item) => item ?? emptyValue);
    raw[name] = sent.length === 1 ? (sent[0] as Buffer) : sent;
  }
  return raw;
}
