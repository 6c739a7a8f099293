/**
 * The handled offsets of one partition of a dead-letter topic. All that are below the frontier are; those above it are
 * ranges, which fit into the metadata of one commit.
 */
import { decodeRanges, encodeRanges, maxMetadataBytes } from './handled-metadata.js';
import { type OffsetRange, OffsetRanges } from './offset-ranges.js';

/** An offset with the text that is committed beside it. */
export interface Checkpoint {
  readonly offset: number;
  readonly metadata: string;
}

/** What one more range adds to the metadata, at most: two numbers, in base64. */
const maxCharactersPerRange = 14;
/** For letters that fail in a run: each splits a range that was expected to be whole. */
const spareCharacters = 256;

export class HandledPartition {
  #handled: OffsetRanges;
  /** With those that a run is handling, all of which are handled when it ends. */
  #expected: OffsetRanges;
  /** What the metadata of `#expected` takes, at most. */
  #expectedCharacters: number;
  /** How many ranges were expected when no more fitted: measuring again is of use only with fewer. */
  #mostRanges = Number.POSITIVE_INFINITY;
  #hasChanged = false;
  /** Offsets at the end of the partition that hold no letter. */
  #emptyTail: OffsetRange | undefined;

  /** Throws when the metadata cannot be read. */
  constructor({ offset, metadata }: Checkpoint) {
    const ranges = [...rangeBelow(offset), ...decodeRanges(offset, metadata)];
    this.#handled = new OffsetRanges(ranges);
    this.#expected = new OffsetRanges(ranges);
    this.#expectedCharacters = metadata.length;
  }

  /** Whether it has handled letters that `checkpoint` has not returned yet. */
  get hasChanged(): boolean {
    return this.#hasChanged;
  }

  get frontier(): number {
    return frontierOf(this.#handled);
  }

  has(offset: number): boolean {
    return this.#handled.has(offset);
  }

  /**
   * Nothing is left below `low`. What was handled above `high` is of an earlier topic of this name, or of records that the
   * cluster has lost: what is there now has not been handled.
   */
  fitInto(low: number, high: number): void {
    if ((this.#handled.all.at(-1)?.end ?? 0) > high) {
      this.#handled = new OffsetRanges();
      this.#expected = new OffsetRanges();
      this.#expectedCharacters = 0;
      this.#emptyTail = undefined;
    }
    this.#handled.add(0, low);
    this.#expected.add(0, low);
  }

  /** How many of these offsets have not been handled. */
  unhandledIn({ from, end }: OffsetRange): number {
    const handled = this.#handled.all.map((range) => Math.min(range.end, end) - Math.max(range.from, from));
    return handled.reduce((left, offsets) => left - Math.max(0, offsets), Math.max(0, end - from));
  }

  /** Before a letter is handled: whether that can be remembered together with all that a run is handling. */
  reserve({ from, end }: OffsetRange): boolean {
    const isAdjacent = from === 0 || this.#expected.has(from - 1) || this.#expected.has(end);
    if (!isAdjacent && !this.#hasRoom()) return false;
    if (!isAdjacent) this.#expectedCharacters += maxCharactersPerRange;
    this.#expected.add(from, end);
    return true;
  }

  add({ from, end }: OffsetRange): void {
    this.#handled.add(from, end);
    this.#expected.add(from, end);
    this.#hasChanged = true;
  }

  /** Offsets up to the end hold no letter, such as the marker of a transaction: they are handled with those before them. */
  noteEmptyTail(range: OffsetRange): void {
    this.#emptyTail = range;
    if (this.#handlesTail(range)) this.#hasChanged = true;
  }

  #handlesTail({ from }: OffsetRange): boolean {
    return from === 0 || this.#handled.has(from - 1);
  }

  /** What to commit. While many letters are in flight, the last ranges may not fit: they are in a later checkpoint. */
  checkpoint(): Checkpoint {
    const tail = this.#emptyTail;
    if (tail !== undefined && this.#handlesTail(tail)) this.#handled.add(tail.from, tail.end);
    const offset = this.frontier;
    const ranges = rangesAbove(this.#handled);
    let fitting = ranges.length;
    let metadata = encodeRanges(offset, ranges);
    while (metadata.length > maxMetadataBytes) {
      fitting = Math.floor(fitting * 0.9);
      metadata = encodeRanges(offset, ranges.slice(0, fitting));
    }
    this.#hasChanged = fitting < ranges.length;
    return { offset, metadata };
  }

  /** A commit failed. */
  keepChanged(): void {
    this.#hasChanged = true;
  }

  /** The bound is far from what deflated ranges take, so it is measured when it is reached. */
  #hasRoom(): boolean {
    const limit = maxMetadataBytes - spareCharacters - maxCharactersPerRange;
    if (this.#expectedCharacters <= limit) return true;
    const { length } = this.#expected.all;
    if (length >= this.#mostRanges) return false;
    this.#expectedCharacters = encodeRanges(frontierOf(this.#expected), rangesAbove(this.#expected)).length;
    const hasRoom = this.#expectedCharacters <= limit;
    this.#mostRanges = hasRoom ? Number.POSITIVE_INFINITY : length;
    return hasRoom;
  }
}

function frontierOf({ all: [first] }: OffsetRanges): number {
  return first?.from === 0 ? first.end : 0;
}

function rangesAbove(ranges: OffsetRanges): readonly OffsetRange[] {
  return frontierOf(ranges) === 0 ? ranges.all : ranges.all.slice(1);
}

function rangeBelow(end: number): OffsetRange[] {
  return end === 0 ? [] : [{ from: 0, end }];
}
