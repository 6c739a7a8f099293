/**
 * Checks a produced batch before it is appended, as Kafka's LogValidator: everything in its header. Its records are
 * checked only for compacted topics, and to name the invalid ones: a broker spends no time on others.
 */
import { errorCodes } from '../../protocol/error-codes.js';
import {
  type BatchHeader,
  batchCrcHolds,
  batchHeaderBytes,
  compressionOf,
  isControl,
} from '../../protocol/records/record-batch.js';
import type { LogSettings } from '../log-settings.js';
import { type ProduceRefusal, refusal } from './produce-refusal.js';
import { type RecordSettings, refusedRecords } from './refused-records.js';

type ProduceSettings = RecordSettings & Pick<LogSettings, 'maxMessageBytes' | 'segmentBytes'>;

/**
 * `bytes` are exactly one batch with the header `batch` (`readProduced`); `topicPartition` is the partition as Kafka
 * writes it: `orders-0`. Undefined when the batch may be appended.
 */
export const checkProduced = (
  bytes: Buffer,
  batch: BatchHeader,
  settings: ProduceSettings,
  now: number,
  topicPartition: string,
): ProduceRefusal | undefined => {
  if (batch.baseOffset !== 0) return refusal(errorCodes.INVALID_RECORD);
  if (bytes.length > settings.maxMessageBytes) return refusal(errorCodes.MESSAGE_TOO_LARGE);
  if (!batchCrcHolds(bytes, 0, bytes.length)) return refusal(errorCodes.CORRUPT_MESSAGE);
  if (!isSound(bytes, batch)) return refusal(errorCodes.INVALID_RECORD);
  const isTimely = settings.logAppendTime || isOfItsTime(batch, settings, now);
  if (settings.compacts || !isTimely) {
    const refused = refusedRecords(bytes, batch, settings, now, topicPartition);
    if (refused !== undefined) return refused;
  }
  if (!isTimely) return refusal(errorCodes.INVALID_TIMESTAMP);
  return bytes.length > settings.segmentBytes ? refusal(errorCodes.RECORD_LIST_TOO_LARGE) : undefined;
};

/** Whether its header is consistent, and a producer may send it. */
const isSound = (bytes: Buffer, batch: BatchHeader): boolean => {
  if (batch.count <= 0 || batch.lastOffsetDelta + 1 !== batch.count) return false;
  if (compressionOf(batch.attributes) === 'none' && !fits(bytes.length, batch.count)) return false;
  return !isControl(batch.attributes) && (batch.producerId < 0 || batch.baseSequence >= 0);
};

/** Length, attributes, two deltas, key, value and headers have at least one byte each. */
const smallestRecordBytes = 7;

/** A batch must not take offsets for records that it cannot hold; for a compressed one that is unknown. */
const fits = (sizeBytes: number, count: number): boolean => count * smallestRecordBytes <= sizeBytes - batchHeaderBytes;

/** The header has the first and the largest timestamp; -1 means none. */
const isOfItsTime = (batch: BatchHeader, settings: ProduceSettings, now: number): boolean =>
  batch.maxTimestamp - now <= settings.timestampAfterMaxMs &&
  (batch.baseTimestamp === -1 || now - batch.baseTimestamp <= settings.timestampBeforeMaxMs);
