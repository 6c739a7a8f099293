/**
 * A record as it lies in a fetched batch. Millions of these are made per second: one class, one shape, small numbers
 * that say where things are. Key, value, headers and timestamp become objects when somebody reads them.
 */
import type { RawHeaders, RawRecord } from '@kfw/core';
import { VarintReader } from './varints.js';

/** What the records of one batch share. */
export interface BatchContext {
  /** The records, decompressed. */
  readonly bytes: Buffer;
  /** Milliseconds since the epoch, to which each record's own is added. */
  readonly baseTimestamp: number;
  /** The broker's time of appending, on topics that keep it instead of the sender's. */
  readonly appendedAt: number | undefined;
}

const noHeaders: RawHeaders = Object.freeze(Object.create(null) as RawHeaders);
const emptyValue = Buffer.alloc(0);

export class WireRecord implements RawRecord {
  #value: Buffer | null | undefined = undefined;

  constructor(
    readonly offset: number,
    private readonly context: BatchContext,
    private readonly timestampDelta: number,
    private readonly keyAt: number,
    /** -1 stands for null, as on the wire; so it does for the value. */
    private readonly keyLength: number,
    private readonly valueAt: number,
    private readonly valueLength: number,
    readonly sizeBytes: number,
  ) {}

  get timestamp(): number {
    const { appendedAt, baseTimestamp } = this.context;
    return appendedAt ?? baseTimestamp + this.timestampDelta;
  }

  get key(): Buffer | null {
    return this.keyLength < 0 ? null : this.context.bytes.subarray(this.keyAt, this.keyAt + this.keyLength);
  }

  get value(): Buffer | null {
    if (this.#value === undefined) {
      const { valueAt, valueLength } = this;
      this.#value = valueLength < 0 ? null : this.context.bytes.subarray(valueAt, valueAt + valueLength);
    }
    return this.#value;
  }

  get headers(): RawHeaders {
    return readHeaders(this.context.bytes, this.valueAt + Math.max(0, this.valueLength));
  }
}

/**
 * Headers without a prototype: a sender chooses their names, `__proto__` among them. A name that was sent repeatedly
 * holds a list; a null value becomes an empty one.
 */
function readHeaders(bytes: Buffer, at: number): RawHeaders {
  const reader = new VarintReader(bytes, at);
  const count = reader.int();
  if (count <= 0) return noHeaders;
  const headers: Record<string, Buffer | readonly Buffer[]> = Object.create(null);
  for (let index = 0; index < count && reader.at < bytes.length; index++) {
    const name = take(bytes, reader).toString('utf8');
    const value = take(bytes, reader);
    const sent = headers[name];
    if (sent === undefined) headers[name] = value;
    else headers[name] = Buffer.isBuffer(sent) ? [sent, value] : [...sent, value];
  }
  return headers;
}

function take(bytes: Buffer, reader: VarintReader): Buffer {
  const length = reader.int();
  if (length <= 0) return emptyValue;
  const start = reader.at;
  reader.at += length;
  return bytes.subarray(start, reader.at);
}
