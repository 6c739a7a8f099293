/**
 * Reads the header of what a producer sent for a partition, which must be exactly one batch of the current format:
 * Kafka's `ProduceRequest.validateRecords`. Bytes after it that are not a whole batch are ignored. `check-produced.ts`
 * checks the batch itself.
 */
import { errorCodes } from '../../protocol/error-codes.js';
import {
  type BatchHeader,
  batchHeaderBytes,
  batchMagic,
  batchMagicEnd,
  batchSizeBytes,
  compressionOf,
  readBatchHeader,
} from '../../protocol/records/record-batch.js';
import { type ProduceRefusal, refusal } from './produce-refusal.js';

/** Earlier versions of Produce must not contain zstd: consumers of that time could not read it. */
const zstdFromVersion = 7;
/** The smallest batch of the oldest format; fewer bytes are not a batch. */
const smallestBatchBytes = 26;
const currentMagic = 2;

/** The batch's header, or the error. */
export const readProduced = (bytes: Buffer | null, version: number): BatchHeader | ProduceRefusal => {
  if (bytes === null || bytes.length < batchMagicEnd) return refusal(errorCodes.INVALID_RECORD);
  const sizeBytes = batchSizeBytes(bytes, 0);
  if (sizeBytes < smallestBatchBytes) return tooSmall(sizeBytes);
  if (sizeBytes > bytes.length) return refusal(errorCodes.INVALID_RECORD);
  const magic = batchMagic(bytes, 0);
  if (magic < 0 || magic > currentMagic) {
    return refusal(errorCodes.CORRUPT_MESSAGE, `Invalid magic found in record: ${magic}`);
  }
  if (magic < currentMagic) return refusal(errorCodes.INVALID_RECORD);
  if (sizeBytes < batchHeaderBytes) return refusal(errorCodes.CORRUPT_MESSAGE);
  const rest = bytes.subarray(sizeBytes);
  if (rest.length >= batchMagicEnd) {
    const next = batchSizeBytes(rest, 0);
    if (next < smallestBatchBytes) return tooSmall(next);
    if (next <= rest.length) return refusal(errorCodes.INVALID_RECORD);
  }
  const batch = readBatchHeader(bytes, 0);
  const compression = compressionOf(batch.attributes);
  if (compression === undefined || (compression === 'zstd' && version < zstdFromVersion)) {
    return refusal(errorCodes.UNSUPPORTED_COMPRESSION_TYPE);
  }
  return batch;
};

/** Counted in a batch's size and not in its length field: the base offset, and the length field itself. */
const uncountedBytes = 12;

const tooSmall = (sizeBytes: number): ProduceRefusal => {
  const length = sizeBytes - uncountedBytes;
  const least = smallestBatchBytes - uncountedBytes;
  return refusal(
    errorCodes.CORRUPT_MESSAGE,
    `Record size ${length} is less than the minimum record overhead (${least})`,
  );
};
