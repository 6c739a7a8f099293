/**
 * Batches with compressed records, written by the protocol guide with code that is not kfw's, and produced unchanged
 * (Produce v7, without acknowledgement by replicas): those of a hostile producer. They hold zeros, so that a
 * few kilobytes are hundreds of megabytes; they are never in memory as a whole.
 */
import { Readable, type Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGzip, createZstdCompress } from 'node:zlib';
import { crc32c } from '@kfw/broker-verification';
import { askBroker, int16, int32, string } from '@kfw/test-cluster';
import { compressionsAlgorithms } from '@platformatic/kafka';

export const packings = ['gzip', 'snappy', 'lz4', 'zstd'] as const;
export type Packing = (typeof packings)[number];

export interface PackedBatchOf {
  readonly codec: Packing;
  readonly records: number;
  /** Of each record. */
  readonly valueBytes: number;
}

const headerBytes = 61;
const codecNumbers: Readonly<Record<Packing, number>> = { gzip: 1, snappy: 2, lz4: 3, zstd: 4 };
const zeros = Buffer.alloc(1_048_576);

export async function packedBatch({ codec, records, valueBytes }: PackedBatchOf): Promise<Buffer> {
  return framed(await pack(codec, plainRecords(records, valueBytes)), codecNumbers[codec], records);
}

/** A batch whose records are these bytes, whatever they are. */
export function framed(packed: Buffer, attributes: number, records: number): Buffer {
  const batch = Buffer.concat([Buffer.alloc(headerBytes), packed]);
  const now = BigInt(Date.now());
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(-1, 12);
  batch.writeInt8(2, 16);
  batch.writeInt16BE(attributes, 21);
  batch.writeInt32BE(records - 1, 23);
  batch.writeBigInt64BE(now, 27);
  batch.writeBigInt64BE(now, 35);
  batch.writeBigInt64BE(-1n, 43);
  batch.writeInt16BE(-1, 51);
  batch.writeInt32BE(-1, 53);
  batch.writeInt32BE(records, 57);
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}

/** Produces a batch; returns the broker's error code and, when that is 0, its offset. */
export async function produceBatch(
  brokers: string,
  { topic, partition = 0, batch }: { topic: string; partition?: number; batch: Buffer },
): Promise<{ readonly errorCode: number; readonly offset: number }> {
  const port = Number(brokers.split(',')[0]?.split(':').at(-1));
  const data = Buffer.concat([int32(1), int32(partition), int32(batch.length), batch]);
  const noTransaction = int16(-1);
  const byLeader = int16(1);
  const body = Buffer.concat([noTransaction, byLeader, int32(30_000), int32(1), string(topic), data]);
  const response = await askBroker(port, 0, 7, body);
  response.int32();
  response.string();
  response.int32();
  response.int32();
  const errorCode = response.int16();
  response.int32();
  return { errorCode, offset: response.int32() };
}

/** Records one after the other, in pieces of a size that streams pass on quickly. */
function* plainRecords(count: number, valueBytes: number): Generator<Buffer> {
  let parts: Buffer[] = [];
  for (let delta = 0; delta < count; delta++) {
    const head = [Buffer.from([0]), varint(0), varint(delta), varint(-1), varint(valueBytes)];
    const tail = varint(0);
    const length = head.reduce((sum, part) => sum + part.length, valueBytes + tail.length);
    parts.push(varint(length), ...head);
    if (valueBytes >= zeros.length) yield Buffer.concat(parts.splice(0));
    for (let left = valueBytes; left > 0; left -= zeros.length) {
      if (valueBytes >= zeros.length) yield zeros.subarray(0, left);
      else parts.push(zeros.subarray(0, left));
    }
    parts.push(tail);
    if (parts.length < 10_000) continue;
    yield Buffer.concat(parts);
    parts = [];
  }
  yield Buffer.concat(parts);
}

async function pack(codec: Packing, plain: Iterable<Buffer>): Promise<Buffer> {
  if (codec === 'gzip') return packStream(createGzip(), plain);
  if (codec === 'zstd') return packStream(createZstdCompress(), plain);
  return Buffer.from(compressionsAlgorithms[codec].compressSync(Buffer.concat([...plain])));
}

function packStream(stream: Transform, plain: Iterable<Buffer>): Promise<Buffer> {
  return buffer(Readable.from(plain).pipe(stream));
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  for (; left >= 0x80n; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(left)]);
}
