/**
 * Whether what a producer sent for a partition is one sound batch, as Kafka's ProduceRequest and LogValidator see it:
 * everything that the header tells. The records inside are not looked at, so that a broker spends no time on them.
 */
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import {
  type BatchHeader,
  batchCrcHolds,
  batchHeaderBytes,
  batchMagic,
  batchMagicEnd,
  batchSizeBytes,
  compressionOf,
  isControl,
  isTransactional,
  readBatchHeader,
} from '../protocol/record-batch.js';
import type { LogSettings } from './log-settings.js';

/** Produce requests of earlier versions must not bring zstd: consumers of their time could not read it. */
const zstdFromVersion = 7;
/** A batch of the oldest format is not smaller; less is no batch at all. */
const smallestBatchBytes = 26;

type ProduceSettings = Pick<
  LogSettings,
  'maxMessageBytes' | 'segmentBytes' | 'logAppendTime' | 'timestampBeforeMaxMs' | 'timestampAfterMaxMs'
>;

/** The batch's header, or the code that refuses it. */
export const checkProduced = (
  bytes: Buffer | null,
  version: number,
  settings: ProduceSettings,
  now: number,
): BatchHeader | ErrorCode => {
  if (bytes === null || bytes.length < batchMagicEnd) return errorCodes.INVALID_RECORD;
  const sizeBytes = batchSizeBytes(bytes, 0);
  if (sizeBytes < smallestBatchBytes) return errorCodes.CORRUPT_MESSAGE;
  // Cut off, or followed by more: a request holds exactly one batch for a partition, of the current format.
  if (sizeBytes !== bytes.length || batchMagic(bytes, 0) !== 2) return errorCodes.INVALID_RECORD;
  if (sizeBytes < batchHeaderBytes) return errorCodes.CORRUPT_MESSAGE;
  const batch = readBatchHeader(bytes, 0);
  const compression = compressionOf(batch.attributes);
  if (compression === undefined || (compression === 'zstd' && version < zstdFromVersion)) {
    return errorCodes.UNSUPPORTED_COMPRESSION_TYPE;
  }
  if (batch.baseOffset !== 0) return errorCodes.INVALID_RECORD;
  if (sizeBytes > settings.maxMessageBytes) return errorCodes.MESSAGE_TOO_LARGE;
  if (!batchCrcHolds(bytes, 0, sizeBytes)) return errorCodes.CORRUPT_MESSAGE;
  if (batch.count <= 0 || batch.lastOffsetDelta + 1 !== batch.count) return errorCodes.INVALID_RECORD;
  if (isControl(batch.attributes)) return errorCodes.INVALID_RECORD;
  if (batch.producerId >= 0 && (batch.baseSequence < 0 || batch.producerEpoch < 0)) return errorCodes.INVALID_RECORD;
  if (isTransactional(batch.attributes)) return errorCodes.INVALID_TXN_STATE;
  if (!settings.logAppendTime && !isOfItsTime(batch, settings, now)) return errorCodes.INVALID_TIMESTAMP;
  if (sizeBytes > settings.segmentBytes) return errorCodes.RECORD_LIST_TOO_LARGE;
  return batch;
};

/** Of the times of a batch the header knows the first and the largest; -1 is none. */
const isOfItsTime = (batch: BatchHeader, settings: ProduceSettings, now: number): boolean =>
  batch.maxTimestamp - now <= settings.timestampAfterMaxMs &&
  (batch.baseTimestamp === -1 || now - batch.baseTimestamp <= settings.timestampBeforeMaxMs);
