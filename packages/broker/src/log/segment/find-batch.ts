/**
 * Walks the batches of a segment by their length fields, one window at a time. The segment must hold whole batches from
 * `position` on, which recovery ensures.
 */
import { batchHeaderBytes, batchSizeBytes } from '../../protocol/records/record-batch.js';
import type { SegmentStore } from './segment-store.js';

const windowBytes = 64 * 1024;

/** The position of the first batch from `position` on for which `sought` returns true, or the end of the segment. */
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
      // At least a header: damaged bytes must not cause an endless loop.
      start += Math.max(batchSizeBytes(window, start), batchHeaderBytes);
    }
    current += start;
  }
  return end;
};
