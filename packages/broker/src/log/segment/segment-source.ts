/** What a log is opened from and makes its segments with: `memory-source.ts` and `disk-source.ts` are the two. */
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
  /** Up to which the log was compacted when it was opened; 0 when it never was. */
  readonly cleanedOffset: number;
  create(baseOffset: number): Segment;
  /** Kept before `deleteBefore` answers. */
  saveStartOffset(offset: number): void;
  saveCleanedOffset(offset: number): void;
  /** A segment to be made of others, which it then replaces. */
  createReplacement(baseOffset: number): SegmentReplacement;
  /** Gives up what is left of the log's place, after its segments were deleted. */
  delete(): void;
}
