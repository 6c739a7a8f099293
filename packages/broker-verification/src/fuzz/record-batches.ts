/**
 * Record batches as producers write them, and as no producer would: plain or compressed, valid or with a wrong header,
 * and compressed ones that decompress to a thousand times their size. The checksum is right unless it is the wrong field.
 */
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Random } from '@kfw/test-cluster';
import { crc32c } from './crc32c.js';

export interface BatchOf {
  readonly values: readonly Buffer[];
  readonly keys?: readonly (Buffer | null)[];
  readonly producerId?: number;
  readonly epoch?: number;
  readonly sequence?: number;
  readonly timestamp: number;
  /** Bits of compression, of a transaction, of control. */
  readonly attributes?: number;
  readonly compress?: (records: Buffer) => Buffer;
  /** Overrides of the true values. */
  readonly count?: number;
  readonly lastOffsetDelta?: number;
  readonly maxTimestamp?: number;
}

export const inTransaction = 0x10;
const headerBytes = 61;

export function recordBatch(given: BatchOf): Buffer {
  const { values, timestamp, producerId = -1, compress = (records: Buffer) => records } = given;
  const records = compress(Buffer.concat(values.map((value, at) => record(given.keys?.[at] ?? null, value, at))));
  const batch = Buffer.concat([Buffer.alloc(headerBytes), records]);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(-1, 12);
  batch.writeInt8(2, 16);
  batch.writeInt16BE(given.attributes ?? 0, 21);
  batch.writeInt32BE(given.lastOffsetDelta ?? values.length - 1, 23);
  batch.writeBigInt64BE(BigInt(timestamp), 27);
  batch.writeBigInt64BE(BigInt(given.maxTimestamp ?? timestamp), 35);
  batch.writeBigInt64BE(BigInt(producerId), 43);
  batch.writeInt16BE(given.epoch ?? -1, 51);
  batch.writeInt32BE(given.sequence ?? -1, 53);
  batch.writeInt32BE(given.count ?? values.length, 57);
  return summed(batch);
}

/** The values of all records that are not compressed, in the order of the log, without markers. */
export function valuesIn(batches: Buffer): { readonly producerId: number; readonly offset: number; value: Buffer }[] {
  const found: { producerId: number; offset: number; value: Buffer }[] = [];
  for (let at = 0; at + headerBytes <= batches.length; at += batches.readInt32BE(at + 8) + 12) {
    const isControl = (batches.readInt16BE(at + 21) & 0x20) !== 0;
    if (isControl) continue;
    const [offset, producerId] = [batches.readBigInt64BE(at), batches.readBigInt64BE(at + 43)];
    let position = at + headerBytes;
    const varint = (): number => {
      let [value, scale] = [0, 1];
      for (; ; scale *= 128) {
        const byte = batches.readUInt8(position++);
        value += (byte & 0x7f) * scale;
        if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      }
    };
    for (let read = 0; read < batches.readInt32BE(at + 57); read++) {
      const end = varint() + position;
      position += 1;
      varint();
      const delta = varint();
      const keyBytes = varint();
      position += Math.max(0, keyBytes);
      const length = varint();
      found.push({
        producerId: Number(producerId),
        offset: Number(offset) + delta,
        value: batches.subarray(position, position + length),
      });
      position = end;
    }
  }
  return found;
}

/** The checksum of the changed batch. */
export function summed(batch: Buffer): Buffer {
  if (batch.length >= headerBytes) batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}

/** A sound batch, most often; else one whose header lies or whose content is more, or less, than it says. */
export function anyBatch(random: Random, producer: { producerId: number; epoch: number }, sequence: number): Buffer {
  const values = Array.from({ length: random.between(1, 4) }, () => Buffer.alloc(random.between(0, 200), 0x61));
  const keys = values.map(() => (random.next() < 0.3 ? null : Buffer.from(`key ${random.between(0, 9)}`)));
  const timestamp = Date.now() - random.between(0, 10_000);
  const plain = { values, keys, timestamp };
  const idempotent = { ...plain, ...producer, sequence };
  const codec = random.between(1, 4);
  const kinds: readonly (() => Buffer)[] = [
    () => recordBatch(plain),
    () => recordBatch(idempotent),
    () => recordBatch({ ...idempotent, attributes: inTransaction }),
    () => recordBatch({ ...plain, attributes: codec, compress: compressors[codec] ?? gzipSync }),
    () => recordBatch({ ...plain, attributes: codec, compress: () => bomb(codec) }),
    () => recordBatch({ ...plain, attributes: codec, count: 1_000_000, lastOffsetDelta: 999_999 }),
    () => recordBatch({ ...plain, attributes: random.between(0, 0x7fff) }),
    () => recordBatch({ ...plain, count: number(random), lastOffsetDelta: number(random) }),
    () => recordBatch({ ...idempotent, producerId: number(random), epoch: 0, sequence: number(random) }),
    () => recordBatch({ ...plain, timestamp: number(random), maxTimestamp: number(random) }),
    () => flipped(random, recordBatch({ ...plain, attributes: random.between(0, 4) })),
    () => Buffer.alloc(random.between(0, 100), 0xff),
  ];
  return chosen(random, kinds)();
}

const number = (random: Random): number => chosen(random, [-1, 0, 1, 2 ** 31 - 1, -(2 ** 31), random.between(0, 99)]);

export function chosen<One>(random: Random, from: readonly One[]): One {
  return from[random.between(0, from.length - 1)] as One;
}

/** Bits behind the checksum changed, and the checksum with them. */
function flipped(random: Random, batch: Buffer): Buffer {
  for (let bit = random.between(1, 6); bit > 0; bit--) {
    const at = random.between(21, batch.length - 1);
    batch.writeUInt8(batch.readUInt8(at) ^ (1 << random.between(0, 7)), at);
  }
  return summed(batch);
}

const compressors: Readonly<Record<number, (records: Buffer) => Buffer>> = {
  1: (records) => gzipSync(records),
  2: (records) => Buffer.concat([Buffer.from([records.length & 0x7f, (records.length - 1) << 2]), records]),
  3: (records) => Buffer.concat([Buffer.from('04224d1860408200000080', 'hex'), records]),
  4: (records) => zstdCompressSync(records),
};

/** Some hundred kilobytes that say they are hundreds of megabytes, and are; or, for snappy and lz4, only say so. */
function bomb(codec: number): Buffer {
  if (codec === 2) return Buffer.from('ffffffff0f00', 'hex');
  if (codec === 3) return Buffer.from('04224d186870ffffffffffffff7f73ffffff7f00', 'hex');
  bombs[codec] ??= (codec === 1 ? gzipSync : zstdCompressSync)(Buffer.alloc(bombBytes));
  return bombs[codec];
}

const bombBytes = 300 * 1024 * 1024;
const bombs: Record<number, Buffer> = {};

function record(key: Buffer | null, value: Buffer, offsetDelta: number): Buffer {
  const body = Buffer.concat([
    Buffer.from([0, 0, ...varint(offsetDelta), ...varint(key?.length ?? -1)]),
    key ?? Buffer.alloc(0),
    Buffer.from(varint(value.length)),
    value,
    Buffer.from([0]),
  ]);
  return Buffer.concat([Buffer.from(varint(body.length)), body]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}
