/** The source of a log's segments: `memory-source.ts` or `disk-source.ts`. */
import type { ProducerStates } from '../../producers/producer-state.js';
import type { SegmentReplacement } from '../compaction/segment-replacement.js';
import type { LogTransactions } from '../log-transactions.js';
import type { Segment } from './segment.js';

export interface SegmentSource {
  /** At least one segment, ascending by offset. */
  readonly segments: readonly Segment[];
  readonly startOffset: number;
  readonly producers: ProducerStates;
  readonly transactions: LogTransactions;
  /** The offset up to which the log was compacted when it was opened; 0 if it never was. */
  readonly cleanedOffset: number;
  create(baseOffset: number): Segment;
  /** Stored before `deleteBefore` returns. */
  saveStartOffset(offset: number): void;
  saveCleanedOffset(offset: number): void;
  /** Creates a segment that will replace others. */
  createReplacement(baseOffset: number): SegmentReplacement;
  /** Deletes the remaining files of the log, after its segments were deleted. */
  delete(): void;
}
