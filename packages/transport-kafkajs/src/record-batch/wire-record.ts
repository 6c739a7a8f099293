/**
 * A record in a fetched batch, whose lengths have been checked (`batch-records.ts`). Millions of these are created
 * per second: one class, one shape, small integers as positions. Key, value, headers and timestamp become objects
 * when they are read.
 */
import { type HeaderEntry, headersByName, type RawHeaders, type RawRecord } from '@kfw/core';
import { WireReader } from '../wire/reader.js';

/** Shared by the records of one batch. */
export interface BatchContext {
  /** The decompressed records: the whole batch, or the part that was read with this one. */
  bytes: Buffer;
  /** Milliseconds since the epoch; each record's delta is added. */
  readonly baseTimestamp: number;
  /** The broker's time of appending, on topics with LogAppendTime. */
  readonly appendedAt: number | undefined;
}

/** The last moment that a Date can hold; its negative is the first. */
export const maxDateMs = 8.64e15;

const noHeaders: RawHeaders = Object.freeze(Object.create(null) as RawHeaders);
const noEntries: readonly HeaderEntry[] = Object.freeze([]);
const empty = Buffer.alloc(0);

export class WireRecord implements RawRecord {
  #value: Buffer | null | undefined = undefined;

  constructor(
    readonly offset: number,
    private readonly context: BatchContext,
    private readonly timestampDelta: number,
    private readonly keyAt: number,
    /** -1: null, as on the wire; also for the value. */
    private readonly keyLength: number,
    private readonly valueAt: number,
    private readonly valueLength: number,
    readonly sizeBytes: number,
  ) {}

  get timestamp(): number {
    const { appendedAt, baseTimestamp } = this.context;
    const ms = appendedAt ?? baseTimestamp + this.timestampDelta;
    return Math.abs(ms) <= maxDateMs ? ms : Number.NaN;
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

  get hasHeaders(): boolean {
    // Their number follows the value: 0 is one byte.
    return this.context.bytes[this.valueAt + Math.max(0, this.valueLength)] !== 0;
  }

  get headers(): RawHeaders {
    const entries = this.headerEntries;
    return entries.length === 0 ? noHeaders : headersByName(entries);
  }

  get headerEntries(): readonly HeaderEntry[] {
    const { bytes } = this.context;
    const reader = new WireReader(bytes, this.valueAt + Math.max(0, this.valueLength));
    const count = reader.varint();
    if (count === 0) return noEntries;
    const entries: HeaderEntry[] = [];
    for (let left = count; left > 0; left--)
      entries.push([readBytes(bytes, reader) ?? empty, readBytes(bytes, reader)]);
    return entries;
  }

  get problem(): undefined {
    return undefined;
  }

  get lastOffset(): number {
    return this.offset;
  }
}

function readBytes(bytes: Buffer, reader: WireReader): Buffer | null {
  const length = reader.varint();
  if (length < 0) return null;
  if (length === 0) return empty;
  const start = reader.at;
  reader.at += length;
  return bytes.subarray(start, reader.at);
}
