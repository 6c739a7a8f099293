/**
 * What a producer sent for a partition must be one batch, whole, of the current format: Kafka's
 * `ProduceRequest.validateRecords`. What follows it and is no whole batch is left out. Whether the batch is sound is the log's question (`check-produced.ts`).
 */
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import {
  type BatchHeader,
  batchHeaderBytes,
  batchMagic,
  batchMagicEnd,
  batchSizeBytes,
  compressionOf,
  readBatchHeader,
} from '../protocol/record-batch.js';

/** Produce requests of earlier versions must not bring zstd: consumers of their time could not read it. */
const zstdFromVersion = 7;
/** A batch of the oldest format is not smaller; less is no batch at all. */
const smallestBatchBytes = 26;
const currentMagic = 2;

/** The batch's header, or the code that refuses it. */
export const readProduced = (bytes: Buffer | null, version: number): BatchHeader | ErrorCode => {
  if (bytes === null || bytes.length < batchMagicEnd) return errorCodes.INVALID_RECORD;
  const sizeBytes = batchSizeBytes(bytes, 0);
  if (sizeBytes < smallestBatchBytes) return errorCodes.CORRUPT_MESSAGE;
  if (sizeBytes > bytes.length) return errorCodes.INVALID_RECORD;
  const magic = batchMagic(bytes, 0);
  if (magic < 0 || magic > currentMagic) return errorCodes.CORRUPT_MESSAGE;
  if (magic < currentMagic) return errorCodes.INVALID_RECORD;
  if (sizeBytes < batchHeaderBytes) return errorCodes.CORRUPT_MESSAGE;
  const rest = bytes.subarray(sizeBytes);
  if (rest.length >= batchMagicEnd) {
    const next = batchSizeBytes(rest, 0);
    if (next < smallestBatchBytes) return errorCodes.CORRUPT_MESSAGE;
    if (next <= rest.length) return errorCodes.INVALID_RECORD;
  }
  const batch = readBatchHeader(bytes, 0);
  const compression = compressionOf(batch.attributes);
  if (compression === undefined || (compression === 'zstd' && version < zstdFromVersion)) {
    return errorCodes.UNSUPPORTED_COMPRESSION_TYPE;
  }
  return batch;
};
