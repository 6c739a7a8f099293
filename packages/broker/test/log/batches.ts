/** Record batches as producers create them, for tests. */
import { crc32c } from '../../src/protocol/records/crc32c.js';
import { type Compression, placeBatch } from '../../src/protocol/records/record-batch.js';

export interface BatchGiven {
  /** Null is a missing value: with a key, a tombstone. */
  readonly values?: readonly (string | null)[];
  /** One per record; null or undefined is a missing key. */
  readonly keys?: readonly (string | null)[];
  /** One per record, or one for all. */
  readonly timestamps?: readonly number[];
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly attributes?: number;
  readonly compression?: Compression;
  readonly compress?: (records: Buffer) => Buffer;
  readonly baseOffset?: number;
  readonly count?: number;
  readonly lastOffsetDelta?: number;
}

const compressionNumbers: Record<Compression, number> = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 };

const varint = (value: number): number[] => {
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  const bytes: number[] = [];
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
};

const nullable = (text: string | null): Buffer => {
  if (text === null) return Buffer.from(varint(-1));
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from(varint(bytes.length)), bytes]);
};

const record = (key: string | null, value: string | null, timestampDelta: number, offsetDelta: number): Buffer => {
  const body = Buffer.concat([
    Buffer.from([0, ...varint(timestampDelta), ...varint(offsetDelta)]),
    nullable(key),
    nullable(value),
    Buffer.from(varint(0)),
  ]);
  return Buffer.concat([Buffer.from(varint(body.length)), body]);
};

/** One batch; a value per record. */
export function makeBatch(given: BatchGiven = {}): Buffer {
  const values = given.values ?? ['value'];
  const timestamps = values.map((_, at) => given.timestamps?.[at] ?? given.timestamps?.[0] ?? 1_000);
  const [baseTimestamp = 0] = timestamps;
  const plain = Buffer.concat(
    values.map((value, at) => record(given.keys?.[at] ?? null, value, (timestamps[at] ?? 0) - baseTimestamp, at)),
  );
  const records = given.compress?.(plain) ?? plain;
  const header = Buffer.alloc(61);
  header.writeInt32BE(49 + records.length, 8);
  header.writeInt8(2, 16);
  header.writeInt16BE((given.attributes ?? 0) | compressionNumbers[given.compression ?? 'none'], 21);
  header.writeInt32BE(given.lastOffsetDelta ?? values.length - 1, 23);
  header.writeBigInt64BE(BigInt(baseTimestamp), 27);
  header.writeBigInt64BE(BigInt(Math.max(baseTimestamp, ...timestamps)), 35);
  header.writeBigInt64BE(BigInt(given.producerId ?? -1), 43);
  header.writeInt16BE(given.producerEpoch ?? (given.producerId === undefined ? -1 : 0), 51);
  header.writeInt32BE(given.baseSequence ?? (given.producerId === undefined ? -1 : 0), 53);
  header.writeInt32BE(given.count ?? values.length, 57);
  const batch = Buffer.concat([header, records]);
  batch.writeUInt32BE(crc32c(batch, 21), 17);
  placeBatch(batch, 0, given.baseOffset ?? 0, -1);
  return batch;
}
