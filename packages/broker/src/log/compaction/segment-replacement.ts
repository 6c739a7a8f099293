/**
 * A compacted segment on its way into a log: written beside it, then put in the place of those that it was made of. A kill
 * at any point leaves the old ones or the new one, whole.
 */
import type { Segment } from '../segment/segment.js';

export interface SegmentReplacement {
  /** To be appended to, until `commit`. */
  readonly segment: Segment;
  /** To the medium, so that it is not much at once in the end. */
  flush(): void;
  /** From now on it is what the log has from its base offset to before `endOffset`. Throws, and nothing has changed. */
  commit(endOffset: number): void;
  /** After `commit`: removes what it has replaced. What a kill leaves of this is done when the log is opened. */
  finish(replaced: readonly Segment[]): void;
  /** Instead of `commit`. */
  discard(): void;
}
