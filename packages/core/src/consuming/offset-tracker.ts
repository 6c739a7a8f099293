/**
 * What is finished in one partition. The frontier is the offset up to which everything delivered is done: the next to
 * commit. It only advances, and never passes unfinished work: a message that is done ahead of an earlier one waits.
 */
export class OffsetTracker {
  /** Delivered and unfinished offsets in order, from `#head` on. */
  #pending: number[] = [];
  #head = 0;
  /** Done, but behind an unfinished one. */
  readonly #ahead = new Set<number>();
  /** One past the last delivered. */
  #end: number | undefined;

  deliver(offset: number): void {
    this.#pending.push(offset);
    this.#end = offset + 1;
  }

  /** The next offset to commit; `undefined` before anything was delivered. */
  get frontier(): number | undefined {
    return this.#pending[this.#head] ?? this.#end;
  }

  /** One past the last delivered offset; `undefined` before anything was delivered. */
  get end(): number | undefined {
    return this.#end;
  }

  isDone(offset: number): boolean {
    const frontier = this.frontier;
    return frontier !== undefined && (offset < frontier || this.#ahead.has(offset));
  }

  /** One message is done. An older one than the frontier changes nothing. */
  mark(offset: number): void {
    const first = this.#pending[this.#head];
    if (first === undefined || offset < first) return;
    if (offset !== first) {
      this.#ahead.add(offset);
      return;
    }
    this.#head++;
    this.#advance();
  }

  /** Every message up to and including this one is done. */
  markThrough(offset: number): void {
    for (let next = this.#pending[this.#head]; next !== undefined && next <= offset; next = this.#pending[this.#head]) {
      this.#head++;
      this.#ahead.delete(next);
    }
    this.#advance();
  }

  #advance(): void {
    for (let next = this.#pending[this.#head]; next !== undefined && this.#ahead.delete(next); ) {
      next = this.#pending[++this.#head];
    }
    // Passed offsets are let go in lots, so that marking stays cheap and memory bounded.
    if (this.#head === this.#pending.length || this.#head >= 1024) {
      this.#pending = this.#pending.slice(this.#head);
      this.#head = 0;
    }
  }
}
