/**
 * Whether every record of a batch has a key: a topic that is compacted takes no other. A batch whose records are not what
 * it says cannot be compacted, and is no better.
 */
import { readRecords } from '../protocol/batch-records.js';
import type { BatchHeader } from '../protocol/record-batch.js';

export const haveKeys = (bytes: Buffer, batch: BatchHeader): boolean => {
  try {
    for (const { key } of readRecords(bytes, batch)) if (key === undefined) return false;
    return true;
  } catch {
    // What cannot be read has no keys: the producer is told that its records are invalid.
    return false;
  }
};
