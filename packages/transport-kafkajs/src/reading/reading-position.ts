/** The position of a reading in one partition, and its recent failures. */
import type { ReadSpan } from '@kfw/core';

export class ReadingPosition {
  readonly partition: number;
  /** The offset that is fetched next. */
  next: number;
  /** A fetch for it is pending. */
  isFetching = false;
  /** Failures in a row. */
  failures = 0;
  #failingSinceMs: number | undefined;
  readonly #end: number;

  constructor({ partition, from, end = Number.POSITIVE_INFINITY }: ReadSpan) {
    this.partition = partition;
    this.next = from;
    this.#end = end;
  }

  /** By position: the record before the end may have been compacted away. */
  get isDone(): boolean {
    return this.next >= this.#end;
  }

  /** Whether a record is within the span. */
  includes({ offset }: { readonly offset: number }): boolean {
    return offset < this.#end;
  }

  /** The log has no records between here and `readableEnd`: continues after the span's end if that lies before. */
  skipTo(readableEnd: number): void {
    if (readableEnd >= this.#end) this.next = Math.max(this.next, this.#end);
  }

  /** The log ends before `next`. Returns whether the span ends with it: without an end of its own it does not. */
  endAtLogEnd(): boolean {
    if (this.#end === Number.POSITIVE_INFINITY) return false;
    this.next = this.#end;
    return true;
  }

  succeeded(): void {
    this.failures = 0;
    this.#failingSinceMs = undefined;
  }

  /** Counts a failure; returns the milliseconds since the first one in a row. */
  failed(nowMs: number): number {
    this.failures++;
    this.#failingSinceMs ??= nowMs;
    return nowMs - this.#failingSinceMs;
  }
}
