/**
 * The records of a batch as bytes (Kafka protocol guide, "Record", format version 2), written once into a buffer of the
 * right size: sizes are added up first, because each record begins with its length. Hundreds of thousands of records per
 * second go through here: no object, closure or BigInt per record.
 */
import type { OutboundRecord } from '@kfw/core';
import { headerName } from './header-names.js';
import { recordSize, shortText, varintSize } from './record-sizes.js';

export interface EncodedRecords {
  readonly bytes: Buffer;
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
}

const writer = { at: 0 };

/** `now` is the time of records that have none. Never call it with an empty list. */
export function encodeRecords(records: readonly OutboundRecord[], now: number): EncodedRecords {
  const baseTimestamp = records[0]?.timestamp ?? now;
  const sizes = new Int32Array(records.length);
  let maxTimestamp = baseTimestamp;
  let total = 0;
  for (let index = 0; index < records.length; index++) {
    const record = records[index] as OutboundRecord;
    const timestamp = record.timestamp ?? now;
    if (timestamp > maxTimestamp) maxTimestamp = timestamp;
    const size = recordSize(record, timestamp - baseTimestamp, index);
    sizes[index] = size;
    total += varintSize(size) + size;
  }
  const bytes = Buffer.allocUnsafeSlow(total);
  writer.at = 0;
  for (let index = 0; index < records.length; index++) {
    const record = records[index] as OutboundRecord;
    writeVarint(bytes, sizes[index] as number);
    writeRecord(bytes, record, (record.timestamp ?? now) - baseTimestamp, index);
  }
  return { bytes, count: records.length, baseTimestamp, maxTimestamp };
}

function writeRecord(bytes: Buffer, record: OutboundRecord, timestampDelta: number, offsetDelta: number): void {
  const { key, value } = record;
  bytes[writer.at++] = 0;
  writeVarlong(bytes, timestampDelta);
  writeVarint(bytes, offsetDelta);
  writeNullable(bytes, key);
  writeNullable(bytes, value);
  writeHeaders(bytes, record);
}

function writeHeaders(bytes: Buffer, { headerEntries, headers }: OutboundRecord): void {
  let count = headerEntries === undefined ? 0 : headerEntries.length;
  for (const name in headers) {
    const sent = headers[name];
    if (sent !== undefined) count += typeof sent === 'string' || Buffer.isBuffer(sent) ? 1 : sent.length;
  }
  writeVarint(bytes, count);
  if (count === 0) return;
  if (headerEntries !== undefined) {
    for (const [name, sent] of headerEntries) {
      writeBytes(bytes, name);
      writeNullable(bytes, sent);
    }
  }
  for (const name in headers) {
    const sent = headers[name];
    if (sent === undefined) continue;
    if (typeof sent === 'string' || Buffer.isBuffer(sent)) writeHeader(bytes, name, sent);
    else for (const each of sent) writeHeader(bytes, name, each);
  }
}

function writeHeader(bytes: Buffer, name: string, value: Buffer | string): void {
  writeBytes(bytes, headerName(name));
  if (typeof value === 'string') writeText(bytes, value);
  else writeBytes(bytes, value);
}

function writeNullable(bytes: Buffer, run: Uint8Array | null): void {
  if (run === null) writeVarint(bytes, -1);
  else writeBytes(bytes, run);
}

function writeBytes(bytes: Buffer, run: Uint8Array): void {
  writeVarint(bytes, run.length);
  bytes.set(run, writer.at);
  writer.at += run.length;
}

/** Short ASCII, which most texts are, is written as it is looked at: a call into Node costs more than 64 characters. */
function writeText(bytes: Buffer, text: string): void {
  const start = writer.at;
  const { length } = text;
  if (length < shortText) {
    bytes[writer.at++] = length << 1;
    let index = 0;
    for (let code = 0; index < length; index++) {
      code = text.charCodeAt(index);
      if (code > 0x7f) break;
      bytes[writer.at++] = code;
    }
    if (index === length) return;
  }
  writer.at = start;
  writeVarint(bytes, Buffer.byteLength(text));
  writer.at += bytes.write(text, writer.at);
}

function writeVarint(bytes: Buffer, value: number): void {
  let zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  while (zigzag >= 0x80) {
    bytes[writer.at++] = (zigzag & 0x7f) | 0x80;
    zigzag >>>= 7;
  }
  bytes[writer.at++] = zigzag;
}

function writeVarlong(bytes: Buffer, value: number): void {
  if (value === (value | 0)) {
    writeVarint(bytes, value);
    return;
  }
  let left = value >= 0 ? value * 2 : -value * 2 - 1;
  while (left >= 0x80) {
    bytes[writer.at++] = (left % 0x80) | 0x80;
    left = Math.floor(left / 0x80);
  }
  bytes[writer.at++] = left;
}
