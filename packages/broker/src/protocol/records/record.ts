/**
 * One record of a batch, as compaction, the search by time and the check of produced keys need it. Values and headers
 * are not decoded, and are copied as they are. If a record does not fit within the batch, `MalformedRecords` is thrown
 * before anything is allocated.
 *
 * The transport has its own implementation, on purpose: tests of client against broker prove something only if both are
 * independent.
 */
import { type BatchHeader, isLogAppendTime } from './record-batch.js';
import type { VarintReader } from './varint-reader.js';

/** The records of a batch do not match its header. */
export class MalformedRecords extends Error {
  override readonly name = 'MalformedRecords';
}

export interface Record {
  readonly offset: number;
  readonly timestamp: number;
  /** `undefined` for a record without a key; an empty key is a key. */
  readonly key: Buffer | undefined;
  /** A record without a value is a tombstone: it deletes its key. */
  readonly hasValue: boolean;
  /** One byte, unused so far. */
  readonly attributes: number;
  /** Key, value and headers, with their lengths. */
  readonly content: Buffer;
}

/** Reads the record at the reader's position and moves the position after it. */
export const readRecord = (reader: VarintReader, batch: BatchHeader): Record => {
  const { bytes } = reader;
  const end = within(reader, reader.varint(), bytes.length);
  const attributes = bytes.readInt8(reader.position);
  reader.position += 1;
  const timestamp = batch.baseTimestamp + reader.varint();
  const offsetDelta = reader.varint();
  if (offsetDelta < 0 || offsetDelta > batch.lastOffsetDelta)
    throw new MalformedRecords('an offset is outside of its batch');
  const content = reader.position;
  const key = readBytes(reader, end);
  const valueBytes = reader.varint();
  if (valueBytes >= 0) within(reader, valueBytes, end);
  if (reader.position > end) throw new MalformedRecords('a record is longer than its length');
  reader.position = end;
  return {
    offset: batch.baseOffset + offsetDelta,
    timestamp: isLogAppendTime(batch.attributes) ? batch.maxTimestamp : timestamp,
    key,
    hasValue: valueBytes >= 0,
    attributes,
    content: bytes.subarray(content, end),
  };
};

/** The record as bytes of a batch with these base values: `readRecord` reads it. */
export const writeRecord = (record: Record, baseOffset: number, baseTimestamp: number): Buffer => {
  const { timestamp, offset, attributes, content } = record;
  const [timestampDelta, offsetDelta] = [timestamp - baseTimestamp, offset - baseOffset];
  const length = 1 + varintBytes(timestampDelta) + varintBytes(offsetDelta) + content.length;
  const bytes = Buffer.allocUnsafe(varintBytes(length) + length);
  let at = writeVarint(bytes, length, 0);
  at = bytes.writeInt8(attributes, at);
  at = writeVarint(bytes, timestampDelta, at);
  at = writeVarint(bytes, offsetDelta, at);
  content.copy(bytes, at);
  return bytes;
};

const readBytes = (reader: VarintReader, limit: number): Buffer | undefined => {
  const length = reader.varint();
  if (length < 0) return undefined;
  const start = reader.position;
  reader.position = within(reader, length, limit);
  return reader.bytes.subarray(start, reader.position);
};

/** The end of `length` bytes from the reader's position. */
const within = (reader: VarintReader, length: number, limit: number): number => {
  const end = reader.position + length;
  if (length < 0 || end > limit) throw new MalformedRecords(`${length} bytes do not fit at ${reader.position}`);
  return end;
};

/** The size of a zigzag varint, for integers up to 2^52. `varint-reader.ts` reads them. */
const varintBytes = (value: number): number => {
  let bytes = 1;
  for (let rest = zigzag(value); rest >= 128; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
};

/** Returns the position after it. */
const writeVarint = (bytes: Buffer, value: number, start: number): number => {
  let at = start;
  let rest = zigzag(value);
  for (; rest >= 128; rest = Math.floor(rest / 128)) at = bytes.writeUInt8((rest % 128) | 0x80, at);
  return bytes.writeUInt8(rest, at);
};

const zigzag = (value: number): number => (value < 0 ? -value * 2 - 1 : value * 2);
