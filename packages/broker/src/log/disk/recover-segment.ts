/**
 * Opens a segment that a kill may have left incomplete. If it was closed in order, its summary is used; otherwise it is
 * read through, batch by batch, and truncated at the first batch that is incomplete, invalid or out of order.
 */
import {
  type BatchHeader,
  batchCrcHolds,
  batchHeaderBytes,
  readBatchHeader,
} from '../../protocol/records/record-batch.js';
import { Segment } from '../segment/segment.js';
import type { SegmentSummary } from '../segment/segment-store.js';
import type { FileStore } from './file-store.js';

const windowBytes = 1024 * 1024;

export interface Recovered {
  readonly segment: Segment;
  /** Present when the segment was closed in order. */
  readonly summary: SegmentSummary | undefined;
  /** The number of truncated bytes. */
  readonly cutBytes: number;
}

/** Receives a batch, and its position in these bytes. */
export type OnBatch = (batch: BatchHeader, bytes: Buffer, start: number) => void;

/** `onBatch` receives every batch of a segment that had to be read through, in order. */
export const recoverSegment = (store: FileStore, baseOffset: number, onBatch: OnBatch): Recovered => {
  const summary = store.summary();
  if (summary !== undefined) return { segment: new Segment(baseOffset, store, summary), summary, cutBytes: 0 };
  const segment = new Segment(baseOffset, store);
  const found = store.sizeBytes;
  let position = 0;
  while (position + batchHeaderBytes <= found) {
    let window = store.read(position, windowBytes);
    const sizeBytes = readBatchHeader(window, 0).sizeBytes;
    if (sizeBytes > window.length && position + sizeBytes <= found) window = store.read(position, sizeBytes);
    const whole = recoverWindow(window, position, segment, onBatch);
    if (whole === 0) break;
    position += whole;
  }
  if (position < found) store.truncate(position);
  return { segment, summary: undefined, cutBytes: found - position };
};

/** How many bytes of valid batches the window begins with. */
const recoverWindow = (window: Buffer, position: number, segment: Segment, onBatch: OnBatch): number => {
  let start = 0;
  while (start + batchHeaderBytes <= window.length) {
    const batch = readBatchHeader(window, start);
    if (!isSound(window, start, batch, segment.endOffset)) break;
    segment.addRecovered(batch, position + start);
    onBatch(batch, window, start);
    start += batch.sizeBytes;
  }
  return start;
};

const isSound = (window: Buffer, start: number, batch: BatchHeader, leastOffset: number): boolean =>
  batch.magic === 2 &&
  batch.sizeBytes >= batchHeaderBytes &&
  start + batch.sizeBytes <= window.length &&
  batch.baseOffset >= leastOffset &&
  batch.lastOffsetDelta >= 0 &&
  batchCrcHolds(window, start, batch.sizeBytes);
