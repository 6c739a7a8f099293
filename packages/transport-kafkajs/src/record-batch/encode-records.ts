/**
 * Encodes the records of a batch (Kafka protocol guide, "Record", format version 2), once, into a buffer of the right
 * size: sizes are added up first, because each record begins with its length. Hundreds of thousands of records per
 * second pass here: no object, closure or BigInt per record.
 */
import type { OutboundRecord } from '@kfw/core';
import { WireWriter } from '../wire/writer.js';
import { headerName } from './header-names.js';
import { recordSize, shortText } from './record-sizes.js';
import { writeEntries } from './shared-entries.js';
import { varintSize } from './varint-sizes.js';

export interface EncodedRecords {
  readonly bytes: Buffer;
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
}

/** `now` is the timestamp of records without one. `records` must not be empty. */
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
  const writer = new WireWriter(bytes);
  for (let index = 0; index < records.length; index++) {
    const record = records[index] as OutboundRecord;
    writer.varint(sizes[index] as number);
    writeRecord(writer, record, (record.timestamp ?? now) - baseTimestamp, index);
  }
  return { bytes, count: records.length, baseTimestamp, maxTimestamp };
}

function writeRecord(writer: WireWriter, record: OutboundRecord, timestampDelta: number, offsetDelta: number): void {
  const { key, value } = record;
  writer.byte(0);
  writer.varlong(timestampDelta);
  writer.varint(offsetDelta);
  writeNullable(writer, key);
  writeNullable(writer, value);
  writeHeaders(writer, record);
}

function writeHeaders(writer: WireWriter, { headerEntries, headers }: OutboundRecord): void {
  let count = headerEntries === undefined ? 0 : headerEntries.length;
  for (const name in headers) {
    const sent = headers[name];
    if (sent !== undefined) count += typeof sent === 'string' || Buffer.isBuffer(sent) ? 1 : sent.length;
  }
  writer.varint(count);
  if (count === 0) return;
  if (headerEntries !== undefined) writeEntries(writer, headerEntries);
  for (const name in headers) {
    const sent = headers[name];
    if (sent === undefined) continue;
    if (typeof sent === 'string' || Buffer.isBuffer(sent)) writeHeader(writer, name, sent);
    else for (const each of sent) writeHeader(writer, name, each);
  }
}

function writeHeader(writer: WireWriter, name: string, value: Buffer | string): void {
  writeBytes(writer, headerName(name));
  if (typeof value === 'string') writeText(writer, value);
  else writeBytes(writer, value);
}

function writeNullable(writer: WireWriter, run: Uint8Array | null): void {
  if (run === null) writer.varint(-1);
  else writeBytes(writer, run);
}

function writeBytes(writer: WireWriter, run: Uint8Array): void {
  writer.varint(run.length);
  writer.raw(run);
}

/**
 * Short ASCII, which most texts are, is written while it is checked: a call into Node costs more than 64 characters.
 */
function writeText(writer: WireWriter, text: string): void {
  const { bytes, at: start } = writer;
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
  writer.varint(Buffer.byteLength(text));
  writer.utf8(text);
}
