/** The part of a topic that is read: from where, to where, and of which partitions. */
import type { Position } from '../positions/position.js';

/** A place in a topic that does not depend on a group. */
export type ReadPlace = Exclude<Position, { kind: 'shift' }>;

/** `last`: the newest messages of the topic, by their timestamps, whichever partitions they are in. */
export type ReadFrom = ReadPlace | { readonly kind: 'last'; readonly count: number };

export interface ReadRange {
  readonly from: ReadFrom;
  /** The first place that is not read; nothing is read past the end as it is when reading begins. Default: that end. */
  readonly to?: ReadPlace | undefined;
  /** Default: all. */
  readonly partitions?: readonly number[] | undefined;
  /** Continues past the end with later messages and added partitions. Not together with `to`. */
  readonly follow?: boolean | undefined;
}

/** A stretch of a partition: what is read of it, and the first offset and the end that it has. */
export interface FoundSpan {
  readonly partition: number;
  readonly from: number;
  /** Without an end when following. */
  readonly end: number | undefined;
  readonly low: number;
  readonly high: number;
}
