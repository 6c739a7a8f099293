/**
 * Record batches (magic 2): encoded for requests, with wrong fields where a test needs them, and decoded from
 * responses. The checksum is only reported as right or wrong: it covers the producer's id, which differs.
 */

import { ByteReader } from './byte-reader.js';
import type { DecodedFields } from './decoded.js';

export interface BatchGiven {
  readonly values?: readonly (string | null)[];
  readonly keys?: readonly (string | null)[];
  readonly timestamps?: readonly number[];
  readonly producerId?: bigint;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly attributes?: number;
  readonly magic?: number;
  readonly count?: number;
  readonly lastOffsetDelta?: number;
  readonly baseOffset?: bigint;
  readonly maxTimestamp?: number;
  readonly leaderEpoch?: number;
  /** A transformation of the records: compression, for example. */
  readonly pack?: (records: Buffer) => Buffer;
  /** Added to the checksum and to the length of a batch. */
  readonly crcOff?: number;
  readonly lengthOff?: number;
  /** The offset delta of each record, when it is not its index. */
  readonly offsetDeltas?: readonly number[];
}

const headerBytes = 61;

/** The time of records that no test gives another. */
export const someTime = 1_700_000_000_000;

export function makeBatch(given: BatchGiven = {}): Buffer {
  const values = given.values ?? ['value'];
  const times = values.map((_, at) => given.timestamps?.[at] ?? given.timestamps?.[0] ?? someTime);
  const base = times[0] ?? someTime;
  const plain = Buffer.concat(
    values.map((value, at) =>
      record(given.keys?.[at] ?? null, value, (times[at] ?? 0) - base, given.offsetDeltas?.[at] ?? at),
    ),
  );
  const records = given.pack?.(plain) ?? plain;
  const batch = Buffer.concat([Buffer.alloc(headerBytes), records]);
  batch.writeBigInt64BE(given.baseOffset ?? 0n, 0);
  batch.writeInt32BE(batch.length - 12 + (given.lengthOff ?? 0), 8);
  batch.writeInt32BE(given.leaderEpoch ?? -1, 12);
  batch.writeInt8(given.magic ?? 2, 16);
  batch.writeInt16BE(given.attributes ?? 0, 21);
  batch.writeInt32BE(given.lastOffsetDelta ?? values.length - 1, 23);
  batch.writeBigInt64BE(BigInt(base), 27);
  batch.writeBigInt64BE(BigInt(given.maxTimestamp ?? Math.max(base, ...times)), 35);
  batch.writeBigInt64BE(given.producerId ?? -1n, 43);
  batch.writeInt16BE(given.producerEpoch ?? (given.producerId === undefined ? -1 : 0), 51);
  batch.writeInt32BE(given.baseSequence ?? (given.producerId === undefined ? -1 : 0), 53);
  batch.writeInt32BE(given.count ?? values.length, 57);
  batch.writeUInt32BE((crc32c(batch.subarray(21)) + (given.crcOff ?? 0)) >>> 0, 17);
  return batch;
}

/** Bytes that are cut off at the end, as Fetch may do, are shown by their size. */
export function decodeBatches(bytes: Buffer): DecodedFields[] {
  const batches: DecodedFields[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const size = rest.length < 12 ? Number.POSITIVE_INFINITY : rest.readInt32BE(8) + 12;
    if (size > rest.length || size < headerBytes) return [...batches, { cut_off_bytes: rest.length }];
    batches.push(decodeBatch(rest.subarray(0, size)));
    rest = rest.subarray(size);
  }
  return batches;
}

function decodeBatch(batch: Buffer): DecodedFields {
  const reader = new ByteReader(batch);
  return {
    base_offset: reader.int64(),
    length: reader.int32(),
    partition_leader_epoch: reader.int32(),
    magic: reader.int8(),
    crc_holds: reader.uint32() === crc32c(batch.subarray(21)),
    attributes: reader.int16(),
    last_offset_delta: reader.int32(),
    base_timestamp: reader.int64(),
    max_timestamp: reader.int64(),
    producer_id: reader.int64(),
    producer_epoch: reader.int16(),
    base_sequence: reader.int32(),
    count: reader.int32(),
    records: reader.bytes(reader.left).toString('hex'),
  };
}

function record(key: string | null, value: string | null, timestampDelta: number, offsetDelta: number): Buffer {
  const body = Buffer.concat([
    Buffer.from([0]),
    zigzag(timestampDelta),
    zigzag(offsetDelta),
    text(key),
    text(value),
    zigzag(0),
  ]);
  return Buffer.concat([zigzag(body.length), body]);
}

function text(value: string | null): Buffer {
  if (value === null) return zigzag(-1);
  const bytes = Buffer.from(value);
  return Buffer.concat([zigzag(bytes.length), bytes]);
}

/** As varints in records are. */
function zigzag(value: number): Buffer {
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  const bytes: number[] = [];
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}

const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc >>> 0;
});

/** Castagnoli's, as in RFC 3720. */
export function crc32c(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
