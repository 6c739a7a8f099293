/**
 * Whether a produced batch is sound and may be appended, as Kafka's LogValidator sees it: everything that the header
 * tells. The records inside are looked at for compacted topics only, so that a broker spends no time on others.
 */
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import {
  type BatchHeader,
  batchCrcHolds,
  batchHeaderBytes,
  compressionOf,
  isControl,
} from '../protocol/record-batch.js';
import { haveKeys } from './have-keys.js';
import type { LogSettings } from './log-settings.js';

type ProduceSettings = Pick<
  LogSettings,
  'compacts' | 'maxMessageBytes' | 'segmentBytes' | 'logAppendTime' | 'timestampBeforeMaxMs' | 'timestampAfterMaxMs'
>;

/** `bytes` are one batch, whole, with `batch` as its header (`readProduced`). */
export const checkProduced = (bytes: Buffer, batch: BatchHeader, settings: ProduceSettings, now: number): ErrorCode => {
  if (batch.baseOffset !== 0) return errorCodes.INVALID_RECORD;
  if (bytes.length > settings.maxMessageBytes) return errorCodes.MESSAGE_TOO_LARGE;
  if (!batchCrcHolds(bytes, 0, bytes.length)) return errorCodes.CORRUPT_MESSAGE;
  if (batch.count <= 0 || batch.lastOffsetDelta + 1 !== batch.count) return errorCodes.INVALID_RECORD;
  if (compressionOf(batch.attributes) === 'none' && !fits(bytes.length, batch.count)) return errorCodes.INVALID_RECORD;
  if (isControl(batch.attributes)) return errorCodes.INVALID_RECORD;
  if (batch.producerId >= 0 && batch.baseSequence < 0) return errorCodes.INVALID_RECORD;
  if (settings.compacts && !haveKeys(bytes, batch)) return errorCodes.INVALID_RECORD;
  if (!settings.logAppendTime && !isOfItsTime(batch, settings, now)) return errorCodes.INVALID_TIMESTAMP;
  if (bytes.length > settings.segmentBytes) return errorCodes.RECORD_LIST_TOO_LARGE;
  return errorCodes.NONE;
};

/** Length, attributes, two deltas, key, value and headers take a byte each at least. */
const smallestRecordBytes = 7;

/** A batch must not take offsets for records that it cannot hold; of a compressed one nobody knows. */
const fits = (sizeBytes: number, count: number): boolean => count * smallestRecordBytes <= sizeBytes - batchHeaderBytes;

/** Of the times of a batch the header knows the first and the largest; -1 is none. */
const isOfItsTime = (batch: BatchHeader, settings: ProduceSettings, now: number): boolean =>
  batch.maxTimestamp - now <= settings.timestampAfterMaxMs &&
  (batch.baseTimestamp === -1 || now - batch.baseTimestamp <= settings.timestampBeforeMaxMs);
