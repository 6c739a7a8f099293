/**
 * A compacted segment that replaces others: written separately, then swapped in. A kill at any point leaves the old
 * segments or the new one, complete.
 */
import type { Segment } from '../segment/segment.js';

export interface SegmentReplacement {
  /** May be appended to, until `commit`. */
  readonly segment: Segment;
  /** Flushes to disk in between, so that the last flush is short. */
  flush(): void;
  /**
   * From now on it is the content of the log from its base offset to before `endOffset`. If it throws, nothing has
   * changed.
   */
  commit(endOffset: number): void;
  /** After `commit`: deletes the replaced segments. If a kill interrupts it, opening the log completes it. */
  finish(replaced: readonly Segment[]): void;
  /** Instead of `commit`. */
  discard(): void;
}
