/**
 * The storage of one segment's bytes: in memory or in a file. Everything that knows batches (index, offsets, rolling,
 * retention) is above it and the same for both, so a test in memory runs the code that runs on disk. All calls are
 * synchronous: when an append returns, the operating system has it (so it survives a SIGKILL), nothing comes between an
 * append and its offset, and the page cache responds in microseconds.
 */
import type { ProducerSnapshot } from '../../producers/producer-state.js';
import type { TransactionsSnapshot } from '../log-transactions.js';
import type { IndexedBatch } from './segment-index.js';

export interface SegmentStore {
  readonly sizeBytes: number;
  /** All or nothing: when it throws, the segment is unchanged. */
  append(bytes: Buffer): void;
  /**
   * Bytes from `position`: at least one and at most `maxBytes`, fewer when they are in two blocks; one append is always
   * in one block. The Buffer is never written to again.
   */
  read(position: number, maxBytes: number): Buffer;
  /** The summary that `seal` stored for these bytes, if any. */
  summary(): SegmentSummary | undefined;
  /** Nothing more will be appended; `summary` is stored where that is possible, to make opening faster. */
  seal(summary: SegmentSummary): void;
  /** Flushes to disk and releases resources. */
  close(): void;
  delete(): void;
}

/** The summary of a full or closed segment, so that opening it does not need to read it through. */
export interface SegmentSummary {
  readonly sizeBytes: number;
  readonly endOffset: number;
  /** Of the first batch, -1 when there is none: a segment is rolled by its age. */
  readonly firstTimestamp: number;
  readonly maxTimestamp: number;
  readonly index: readonly IndexedBatch[];
  /** The idempotent producers at the end of the segment. */
  readonly producers: readonly ProducerSnapshot[];
  /** The transactions that were open at its end, and those that were aborted within it. */
  readonly transactions: TransactionsSnapshot;
}
