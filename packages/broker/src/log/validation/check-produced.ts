/**
 * Whether a produced batch is sound and may be appended, as Kafka's LogValidator sees it: everything that the header
 * tells. The records inside are looked at for compacted topics, and to name those that are at fault: a broker spends no
 * time on others.
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
 * `bytes` are one batch, whole, with `batch` as its header (`readProduced`); `place` is the partition as Kafka writes it:
 * `orders-0`. Undefined when it may be appended.
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

/** What its header says can be, and is for a producer to send. */
const isSound = (bytes: Buffer, batch: BatchHeader): boolean => {
  if (batch.count <= 0 || batch.lastOffsetDelta + 1 !== batch.count) return false;
  if (compressionOf(batch.attributes) === 'none' && !fits(bytes.length, batch.count)) return false;
  return !isControl(batch.attributes) && (batch.producerId < 0 || batch.baseSequence >= 0);
};

/** Length, attributes, two deltas, key, value and headers take a byte each at least. */
const smallestRecordBytes = 7;

/** A batch must not take offsets for records that it cannot hold; of a compressed one nobody knows. */
const fits = (sizeBytes: number, count: number): boolean => count * smallestRecordBytes <= sizeBytes - batchHeaderBytes;

/** Of the times of a batch the header knows the first and the largest; -1 is none. */
const isOfItsTime = (batch: BatchHeader, settings: ProduceSettings, now: number): boolean =>
  batch.maxTimestamp - now <= settings.timestampAfterMaxMs &&
  (batch.baseTimestamp === -1 || now - batch.baseTimestamp <= settings.timestampBeforeMaxMs);
