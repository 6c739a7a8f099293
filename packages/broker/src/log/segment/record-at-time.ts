/**
 * The first record of a batch whose timestamp is at least the one sought, and whose offset is at least `leastOffset`. Of a
 * batch that is not what it says, the first record is the answer: it may be some records early, never late.
 */
import { readRecords } from '../../protocol/records/read-records.js';
import { type BatchHeader, isLogAppendTime } from '../../protocol/records/record-batch.js';

export interface OffsetAndTimestamp {
  readonly offset: number;
  readonly timestamp: number;
}

/** Undefined when the batch has none: compaction may have left it without records. */
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
    // Not what it says it is: its producer's business, and its consumer's to find out.
    const { baseOffset, baseTimestamp, maxTimestamp, attributes } = batch;
    const first = isLogAppendTime(attributes) ? maxTimestamp : baseTimestamp;
    return { offset: Math.max(baseOffset, leastOffset), timestamp: first };
  }
};
