/** Where the reading of one partition is, and how it has gone lately. */
import type { ReadSpan } from '@kfw/core';

export class ReadingPosition {
  readonly partition: number;
  /** The offset that is fetched next. */
  next: number;
  /** A fetch for it is on its way. */
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

  /** Whether a record is one of those to be read. */
  includes({ offset }: { readonly offset: number }): boolean {
    return offset < this.#end;
  }

  /** Nothing is left between here and `readableEnd`: it goes on behind that, when its own end has been reached. */
  skipTo(readableEnd: number): void {
    if (readableEnd >= this.#end) this.next = Math.max(this.next, this.#end);
  }

  succeeded(): void {
    this.failures = 0;
    this.#failingSinceMs = undefined;
  }

  /** Counts a failure; returns how long it has failed without a break, in milliseconds. */
  failed(nowMs: number): number {
    this.failures++;
    this.#failingSinceMs ??= nowMs;
    return nowMs - this.#failingSinceMs;
  }
}
