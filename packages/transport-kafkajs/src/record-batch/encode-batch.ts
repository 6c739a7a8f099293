/**
 * Encodes a batch of one partition (Kafka protocol guide, "Record Batch", format version 2): a header of 61 bytes,
 * and the records, compressed together. The records are encoded once, however often the batch is sent: producer id,
 * epoch and sequence number are in the header alone.
 */
import type { Compression, OutboundRecord } from '@kfw/core';
import { codecNumber, compressionCodecs } from '../compression/compression-codecs.js';
import { WireWriter } from '../wire/writer.js';
import { crc32c } from './crc32c.js';
import { type EncodedRecords, encodeRecords } from './encode-records.js';

/** The fields of the header that the sender sets. */
export interface Stamp {
  readonly producerId: bigint;
  readonly epoch: number;
  readonly sequence: number;
  readonly isTransactional?: boolean;
}

export interface EncodedBatch extends EncodedRecords {
  /** The number of the codec. */
  readonly codec: number;
}

/** Of a producer that is not idempotent. */
export const noStamp: Stamp = { producerId: -1n, epoch: -1, sequence: -1 };

export const batchHeaderBytes = 61;
/** In the attributes, next to the codec. */
const transactionalBit = 0x10;
/** The end of the length field, where the counted bytes begin. */
const lengthEnd = 12;
const checksumAt = 17;
/** Where the bytes begin that the checksum covers. */
const checkedFrom = 21;
const format = 2;
const noLeaderEpoch = -1;

/** A promise only when there is much to compress. */
export function encodeBatch(
  records: readonly OutboundRecord[],
  compression: Compression,
): EncodedBatch | Promise<EncodedBatch> {
  const encoded = encodeRecords(records, Date.now());
  const codec = codecNumber(compression);
  if (compression === 'none') return { ...encoded, codec };
  const compressed = compressionCodecs[compression].compress(encoded.bytes);
  if (Buffer.isBuffer(compressed)) return { ...encoded, bytes: compressed, codec };
  return compressed.then((bytes) => ({ ...encoded, bytes, codec }));
}

/** The header; the batch is the header and then its `bytes`. */
export function batchHeader(batch: EncodedBatch, { producerId, epoch, sequence, isTransactional }: Stamp): Buffer {
  const writer = WireWriter.forBytes(batchHeaderBytes);
  // The broker gives the batch its base offset.
  writer.int64(0n);
  writer.int32(batchHeaderBytes - lengthEnd + batch.bytes.length);
  writer.int32(noLeaderEpoch);
  writer.byte(format);
  writer.int32(0);
  writer.int16(isTransactional ? batch.codec | transactionalBit : batch.codec);
  writer.int32(batch.count - 1);
  writer.int64(BigInt(batch.baseTimestamp));
  writer.int64(BigInt(batch.maxTimestamp));
  writer.int64(producerId);
  writer.int16(epoch);
  writer.int32(sequence);
  writer.int32(batch.count);
  const header = writer.written;
  header.writeUInt32BE(crc32c(batch.bytes, crc32c(header.subarray(checkedFrom))), checksumAt);
  return header;
}
