/**
 * A batch of one partition as it goes to the broker (Kafka protocol guide, "Record Batch", format version 2): a header of
 * 61 bytes, and the records, compressed together. The records are encoded once, however often the batch is sent; who
 * sends it and under which sequence numbers stands in the header alone.
 */
import type { Compression, OutboundRecord } from '@kfw/core';
import { codecNumber, compressionCodecs } from '../compression/compression-codecs.js';
import { WireWriter } from '../wire/writer.js';
import { crc32c } from './crc32c.js';
import { type EncodedRecords, encodeRecords } from './encode-records.js';

/** What its sender stamps on a batch. */
export interface Stamp {
  readonly producerId: bigint;
  readonly epoch: number;
  readonly sequence: number;
  readonly isTransactional?: boolean;
}

export interface EncodedBatch extends EncodedRecords {
  /** The codec, by its number. */
  readonly codec: number;
}

/** Of a sender that is not idempotent. */
export const noStamp: Stamp = { producerId: -1n, epoch: -1, sequence: -1 };

export const batchHeaderBytes = 61;
/** Of the attributes, beside the codec. */
const transactionalBit = 0x10;
/** Up to and with the length: what lies before the length's count begins. */
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

/** The header; the batch is this and then its `bytes`. */
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
