/**
 * Goes from batch to batch of a segment by their length fields, a window at a time. The segment must hold whole batches
 * from `position` on (recovery sees to that).
 */
import { batchHeaderBytes, batchSizeBytes } from '../../protocol/records/record-batch.js';
import type { SegmentStore } from './segment-store.js';

const windowBytes = 64 * 1024;

/** The position of the first batch from `position` on that `sought` says yes to, or the end of the segment. */
export const findBatch = (
  store: SegmentStore,
  position: number,
  sought: (bytes: Buffer, start: number) => boolean,
): number => {
  const end = store.sizeBytes;
  let current = position;
  while (current < end) {
    const window = store.read(current, windowBytes);
    let start = 0;
    while (start + batchHeaderBytes <= window.length) {
      if (sought(window, start)) return current + start;
      // Never less than a header: damaged bytes must not make this go round for ever.
      start += Math.max(batchSizeBytes(window, start), batchHeaderBytes);
    }
    current += start;
  }
  return end;
};
