/**
 * Reads the records of one decompressed batch, all at once or in parts, and checks them. Millions of records per
 * second pass the loop below: it has no closure and creates one object per record.
 */
import type { RawRecord } from '@kfw/core';
import { readVarlong } from '../wire/int64.js';
import { WireReader } from '../wire/reader.js';
import type { RecordBatch } from './record-batches.js';
import { type BatchContext, maxDateMs, WireRecord } from './wire-record.js';

const logAppendTimeFlag = 0x08;
/** In the header of a batch. */
const baseTimestampAt = 27;

/** Limits of one part: reading stops at either. */
export interface ReadLimits {
  readonly records: number;
  readonly bytes: number;
}

const unlimited: ReadLimits = { records: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

export class RecordCursor {
  readonly #reader: WireReader;
  #index = 0;
  #minOffset: number;

  constructor(
    private readonly batch: RecordBatch,
    /** Records before this offset are checked, and left out. */
    private readonly from: number,
  ) {
    this.#reader = new WireReader(batch.body, 0);
    this.#minOffset = batch.baseOffset;
  }

  get isDone(): boolean {
    return this.#index >= this.batch.count;
  }

  /** Continues, and adds the records to a list, if there is one. Returns the problem, if there is one. */
  read(records: RawRecord[] | undefined, limits: ReadLimits = unlimited): string | undefined {
    const { batch, from } = this;
    const { baseOffset, nextOffset, baseTimestamp, body, count } = batch;
    if (count < 0) return `it declares ${count} records`;
    const reader = this.#reader;
    let index = this.#index;
    let minOffset = this.#minOffset;
    const startsAt = reader.at;
    const context = contextOf(batch);
    const indexEnd = Math.min(count, index + limits.records);
    const endsAt = startsAt + limits.bytes;
    for (; index < indexEnd && reader.at < endsAt; index++) {
      const length = reader.varint();
      const end = reader.at + length;
      if (length < 0 || end > body.length) return `record ${index + 1} of ${count} does not end within it`;
      // After the length comes a byte of attributes that no version uses.
      const timestampAt = ++reader.at;
      let timestampDelta = reader.varlong();
      const offset = baseOffset + reader.varint();
      const keyLength = reader.varint();
      const keyAt = reader.at - startsAt;
      if (keyLength > 0) reader.at += keyLength;
      const valueLength = reader.varint();
      const valueAt = reader.at - startsAt;
      if (valueLength > 0) reader.at += valueLength;
      if (!skipHeaders(reader, body, end))
        return `the lengths in record ${index + 1} of ${count} contradict each other`;
      if (offset < minOffset || offset >= nextOffset)
        return `record ${index + 1} of ${count} has an offset out of turn`;
      minOffset = offset + 1;
      if (offset < from || records === undefined) continue;
      if (Number.isNaN(baseTimestamp + timestampDelta))
        timestampDelta = exactTimestamp(batch, timestampAt) - context.baseTimestamp;
      records.push(new WireRecord(offset, context, timestampDelta, keyAt, keyLength, valueAt, valueLength, length));
    }
    this.#index = index;
    this.#minOffset = minOffset;
    // Records of a part keep its bytes in memory, and not those of the whole batch.
    if (records !== undefined && reader.at - startsAt < body.length)
      context.bytes = Buffer.from(body.subarray(startsAt, reader.at));
    if (!this.isDone || reader.at === body.length) return undefined;
    return `it holds more than the ${count} records that it declares`;
  }
}

/** Skips the headers of a record; returns whether they end exactly where it does. */
function skipHeaders(reader: WireReader, body: Buffer, end: number): boolean {
  if (reader.at === end - 1 && body[reader.at] === 0) {
    reader.at = end;
    return true;
  }
  const count = reader.varint();
  for (let remaining = count; remaining > 0; remaining--) {
    const nameLength = reader.varint();
    if (nameLength < 0 || reader.at >= end) return false;
    reader.at += nameLength;
    const valueLength = reader.varint();
    if (valueLength > 0) reader.at += valueLength;
  }
  return count >= 0 && reader.at === end;
}

function contextOf({ attributes, maxTimestamp, baseTimestamp, body }: RecordBatch): BatchContext {
  const appendedAt = (attributes & logAppendTimeFlag) === 0 ? undefined : maxTimestamp;
  return { bytes: body, baseTimestamp: Number.isNaN(baseTimestamp) ? 0 : baseTimestamp, appendedAt };
}

/** The timestamp of a record, in Kafka's 64-bit arithmetic; `NaN` when no Date can hold it. */
function exactTimestamp({ stored, body }: RecordBatch, deltaAt: number): number {
  const sum = BigInt.asIntN(64, stored.readBigInt64BE(baseTimestampAt) + readVarlong(body, deltaAt));
  const ms = Number(sum);
  return Math.abs(ms) <= maxDateMs ? ms : Number.NaN;
}
