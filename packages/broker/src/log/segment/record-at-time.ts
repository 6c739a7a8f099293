/**
 * Finds the first record of a batch with at least the given timestamp and at least `leastOffset`. If the records do not
 * match the header, it returns the first record: possibly some records early, never late.
 */
import { readRecords } from '../../protocol/records/read-records.js';
import { type BatchHeader, isLogAppendTime } from '../../protocol/records/record-batch.js';

export interface OffsetAndTimestamp {
  readonly offset: number;
  readonly timestamp: number;
}

/** Undefined when there is none: compaction may have left the batch without records. */
export const recordAtTime = (
  bytes: Buffer,
  batch: BatchHeader,
  timestamp: number,
  leastOffset: number,
): OffsetAndTimestamp | undefined => {
  try {
    for (const record of readRecords(bytes, batch)) {
      if (record.timestamp >= timestamp && record.offset >= leastOffset) {
        return { offset: record.offset, timestamp: record.timestamp };
      }
    }
    return undefined;
  } catch {
    // The records do not match the header: that is for its producer and its consumers to notice.
    const { baseOffset, baseTimestamp, maxTimestamp, attributes } = batch;
    const first = isLogAppendTime(attributes) ? maxTimestamp : baseTimestamp;
    return { offset: Math.max(baseOffset, leastOffset), timestamp: first };
  }
};
