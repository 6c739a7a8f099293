/**
 * Where the bytes of one segment lie: in memory or in a file. Everything that knows what a batch is (index, offsets,
 * rolling, retention) is above it and the same for both, so a test in memory runs the code that runs on disk.
 * All calls are synchronous: an append is in the operating system's hands (and so survives a SIGKILL) when it returns,
 * nothing can come between an append and its offset, and the page cache answers in microseconds.
 */
import type { ProducerSnapshot } from '../../producers/producer-state.js';
import type { TransactionsSnapshot } from '../log-transactions.js';
import type { IndexedBatch } from './segment-index.js';

export interface SegmentStore {
  readonly sizeBytes: number;
  /** All or nothing: when it throws, the segment is as it was. */
  append(bytes: Buffer): void;
  /**
   * Bytes from `position`: at least one and at most `maxBytes`, fewer when they lie in two places; what was appended
   * at once always lies in one. The Buffer is never written to again.
   */
  read(position: number, maxBytes: number): Buffer;
  /** What `seal` has kept of these bytes, if anything. */
  summary(): SegmentSummary | undefined;
  /** Nothing more will be appended; `summary` is kept for a faster open, where there is a place for it. */
  seal(summary: SegmentSummary): void;
  /** Flushes to the medium what was appended, and gives back what is held. */
  close(): void;
  delete(): void;
}

/** What a segment that is full (or was closed in order) says of itself, so that it need not be read through on open. */
export interface SegmentSummary {
  readonly sizeBytes: number;
  readonly endOffset: number;
  /** Of the first batch, -1 when there is none: a segment is rolled by its age. */
  readonly firstTimestamp: number;
  readonly maxTimestamp: number;
  readonly index: readonly IndexedBatch[];
  /** The idempotent producers as they stood at the end of the segment. */
  readonly producers: readonly ProducerSnapshot[];
  /** The transactions that were open at its end, and those whose abortion lies within it. */
  readonly transactions: TransactionsSnapshot;
}
