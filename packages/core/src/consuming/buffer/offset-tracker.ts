/**
 * The progress in one partition. The frontier is the offset up to which every delivered message is done: the next offset
 * to commit. It only advances, and never passes unfinished work: a message that is done before an earlier one waits.
 * Offsets that hold no message are passed together with the message before them.
 *
 * Unfinished offsets are kept as ranges, so that a million messages that wait to be marked cost no more than one. Offsets
 * missing from the partition (compaction, transaction markers) separate two ranges.
 */
export class OffsetTracker {
  /** First and last offset of each range, in order; ranges before `#head` are done. */
  #firsts: number[] = [];
  #lasts: number[] = [];
  #head = 0;
  /** One past the last delivered or passed. */
  #end: number | undefined;

  /** Offsets come in order; one that was delivered before has no effect. */
  deliver(offset: number): void {
    if (this.#end !== undefined && offset < this.#end) return;
    const newest = this.#lasts.length - 1;
    if (newest >= this.#head && this.#lasts[newest] === offset - 1) {
      this.#lasts[newest] = offset;
    } else {
      this.#firsts.push(offset);
      this.#lasts.push(offset);
    }
    this.#end = offset + 1;
  }

  /** No undelivered message lies below `offset`. */
  pass(offset: number): void {
    if (this.#end === undefined || offset > this.#end) this.#end = offset;
  }

  /** Starts over: `offset` is the frontier, and the next message delivered is there or later. */
  restart(offset: number): void {
    this.#firsts = [];
    this.#lasts = [];
    this.#head = 0;
    this.#end = offset;
  }

  /** One past the last message that was delivered, or the last offset that was passed. */
  get end(): number | undefined {
    return this.#end;
  }

  /** The next offset to commit; `undefined` before anything was delivered or passed. */
  get frontier(): number | undefined {
    return this.#firsts[this.#head] ?? this.#end;
  }

  /** The frontier after every message up to this one is done. */
  frontierAfter(offset: number): number {
    for (let at = this.#head; at < this.#firsts.length; at++) {
      if ((this.#lasts[at] ?? 0) > offset) return Math.max(this.#firsts[at] ?? 0, offset + 1);
    }
    return Math.max(this.#end ?? 0, offset + 1);
  }

  /** Whether a message that was delivered is done. */
  isDone(offset: number): boolean {
    if (this.#end === undefined || offset >= this.#end) return false;
    const first = this.#firsts[this.#head];
    return first === undefined || offset < first || this.#find(offset) === undefined;
  }

  /** How many messages below `offset` are not done. */
  countBefore(offset: number): number {
    let count = 0;
    for (let at = this.#head; (this.#firsts[at] ?? offset) < offset; at++) {
      count += Math.min(this.#lasts[at] ?? 0, offset - 1) - (this.#firsts[at] ?? 0) + 1;
    }
    return count;
  }

  /** One message is done; returns whether the frontier has moved. One below the frontier has no effect. */
  mark(offset: number): boolean {
    const at = this.#find(offset);
    if (at === undefined) return false;
    const last = this.#lasts[at] ?? offset;
    if (offset === this.#firsts[at]) {
      const isFrontier = at === this.#head;
      if (offset === last) this.#remove(at);
      else this.#firsts[at] = offset + 1;
      return isFrontier;
    }
    this.#lasts[at] = offset - 1;
    if (offset < last) {
      this.#firsts.splice(at + 1, 0, offset + 1);
      this.#lasts.splice(at + 1, 0, last);
    }
    return false;
  }

  /** Every message up to this one is done; returns whether the frontier has moved. */
  markThrough(offset: number): boolean {
    const before = this.frontier;
    while ((this.#lasts[this.#head] ?? Number.POSITIVE_INFINITY) <= offset) this.#head++;
    if ((this.#firsts[this.#head] ?? Number.POSITIVE_INFINITY) <= offset) this.#firsts[this.#head] = offset + 1;
    this.#dropPassed();
    return this.frontier !== before;
  }

  #remove(at: number): void {
    if (at === this.#head) {
      this.#head++;
      this.#dropPassed();
    } else {
      this.#firsts.splice(at, 1);
      this.#lasts.splice(at, 1);
    }
  }

  /** The range of `offset`; usually the first. */
  #find(offset: number): number | undefined {
    let low = this.#head;
    let high = this.#firsts.length - 1;
    if (offset <= (this.#lasts[low] ?? -1)) high = low;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#firsts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const first = this.#firsts[low];
    return first !== undefined && first <= offset && offset <= (this.#lasts[low] ?? -1) ? low : undefined;
  }

  /** Done ranges are dropped many at a time, so that marking stays cheap and memory bounded. */
  #dropPassed(): void {
    if (this.#head < this.#firsts.length && this.#head < 1024) return;
    this.#firsts = this.#firsts.slice(this.#head);
    this.#lasts = this.#lasts.slice(this.#head);
    this.#head = 0;
  }
}
