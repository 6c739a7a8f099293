/** A batch before it is written: every field of it, and of its records, may be set to anything. */
import { crc32c } from '@kfw/broker-verification';
import { type Codec, codecs, pack } from './pack.js';

export interface RecordDraft {
  attributes: number;
  timestampDelta: bigint;
  offsetDelta: number;
  key: Buffer | null;
  value: Buffer | null;
  headers: [name: Buffer | null, value: Buffer | null][];
  /** Overrides of the true values. */
  length?: number;
  keyLength?: number;
  valueLength?: number;
  headerCount?: number;
}

export interface BatchDraft {
  records: RecordDraft[];
  codec: Codec;
  baseOffset: bigint;
  leaderEpoch: number;
  magic: number;
  baseTimestamp: bigint;
  maxTimestamp: bigint;
  producerId: bigint;
  epoch: number;
  sequence: number;
  /** Bits that are set beside the codec's. */
  bits: number;
  /** Overrides of the true values. */
  codecBits?: number;
  count?: number;
  lastOffsetDelta?: number;
  /** Added to the true values. */
  lengthOff: number;
  crcOff: number;
  /** Behind the last record. */
  tail: Buffer;
  /** In the place of the packed records. */
  body?: Buffer;
}

export function recordDraft(value: string, offsetDelta = 0): RecordDraft {
  const headers: RecordDraft['headers'] = [[Buffer.from('h'), Buffer.from('1')]];
  const [key, bytes] = [Buffer.from('key'), Buffer.from(value)];
  return { attributes: 0, timestampDelta: 0n, offsetDelta, key, value: bytes, headers };
}

export function batchDraft(...values: string[]): BatchDraft {
  const now = BigInt(Date.now());
  return {
    records: values.map(recordDraft),
    codec: 'none',
    baseOffset: 0n,
    leaderEpoch: -1,
    magic: 2,
    baseTimestamp: now,
    maxTimestamp: now,
    producerId: -1n,
    epoch: -1,
    sequence: -1,
    bits: 0,
    lengthOff: 0,
    crcOff: 0,
    tail: Buffer.alloc(0),
  };
}

const headerBytes = 61;

export function written(draft: BatchDraft): Buffer {
  const plain = Buffer.concat([...draft.records.map(record), draft.tail]);
  const batch = Buffer.concat([Buffer.alloc(headerBytes), draft.body ?? pack(draft.codec, plain)]);
  const count = draft.count ?? draft.records.length;
  batch.writeBigInt64BE(draft.baseOffset, 0);
  batch.writeInt32BE((batch.length - 12 + draft.lengthOff) | 0, 8);
  batch.writeInt32BE(draft.leaderEpoch, 12);
  batch.writeInt8(draft.magic, 16);
  batch.writeUInt16BE((draft.codecBits ?? codecs.indexOf(draft.codec)) | draft.bits, 21);
  batch.writeInt32BE(draft.lastOffsetDelta ?? count - 1, 23);
  batch.writeBigInt64BE(draft.baseTimestamp, 27);
  batch.writeBigInt64BE(draft.maxTimestamp, 35);
  batch.writeBigInt64BE(draft.producerId, 43);
  batch.writeInt16BE(draft.epoch, 51);
  batch.writeInt32BE(draft.sequence, 53);
  batch.writeInt32BE(count, 57);
  batch.writeUInt32BE((crc32c(batch.subarray(21)) + draft.crcOff) >>> 0, 17);
  return batch;
}

function record(given: RecordDraft): Buffer {
  const { key, value, headers } = given;
  const body = Buffer.concat([
    Buffer.from([given.attributes & 0xff]),
    varlong(given.timestampDelta),
    varlong(BigInt(given.offsetDelta)),
    run(key, given.keyLength),
    run(value, given.valueLength),
    varlong(BigInt(given.headerCount ?? headers.length)),
    headerBytesOf(headers),
  ]);
  return Buffer.concat([varlong(BigInt(given.length ?? body.length)), body]);
}

/** Headers as they lie in a record, without their number. */
export function headerBytesOf(headers: RecordDraft['headers']): Buffer {
  return Buffer.concat(headers.flatMap(([name, sent]) => [run(name), run(sent)]));
}

function run(bytes: Buffer | null, length = bytes?.length ?? -1): Buffer {
  return Buffer.concat([varlong(BigInt(length)), bytes ?? Buffer.alloc(0)]);
}

/** Zigzag, of 64 bits. */
function varlong(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}
