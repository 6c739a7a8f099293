/**
 * The transactions of one partition: the open ones with the offset of their first batch, and the aborted ones. A
 * `read_committed` reader reads up to the first open one (the last stable offset) and gets the aborted ones in that
 * range. As Kafka's ProducerStateManager and TransactionIndex; rebuilt from the log, except for full segments, whose
 * summary has it.
 */
export interface OpenTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export interface AbortedTransaction extends OpenTransaction {
  /** The offset of the marker. */
  readonly lastOffset: number;
  /** The last stable offset after the abort: no later transaction begins before it. */
  readonly stableOffset: number;
}

export interface TransactionsSnapshot {
  readonly open: readonly OpenTransaction[];
  readonly aborted: readonly AbortedTransaction[];
}

export class LogTransactions {
  /** By producer id. In the order of their first offsets, since a log grows at its end. */
  readonly #open = new Map<number, OpenTransaction>();
  /** In the order of their markers. */
  #aborted: AbortedTransaction[] = [];

  isOpen(producerId: number): boolean {
    return this.#open.has(producerId);
  }

  /** The start of the oldest open transaction; undefined when none is open. */
  get firstOpenOffset(): number | undefined {
    if (this.#open.size === 0) return undefined;
    for (const { firstOffset } of this.#open.values()) return firstOffset;
    return undefined;
  }

  /** A batch of a transaction; the first one opens it. */
  noteBatch(producerId: number, baseOffset: number): void {
    if (!this.#open.has(producerId)) this.#open.set(producerId, { producerId, firstOffset: baseOffset });
  }

  /** The end of a producer's transaction, which need not have a batch here. */
  noteMarker(producerId: number, isCommit: boolean, lastOffset: number): void {
    const ended = this.#open.get(producerId);
    this.#open.delete(producerId);
    if (isCommit || ended === undefined) return;
    this.#aborted.push({ ...ended, lastOffset, stableOffset: this.firstOpenOffset ?? lastOffset + 1 });
  }

  /** The aborted transactions that have a batch from `from` to before `to`, in the order of their markers. */
  abortedWithin(from: number, to: number): AbortedTransaction[] {
    const found: AbortedTransaction[] = [];
    for (let at = this.#firstEndingAt(from); at < this.#aborted.length; at++) {
      const aborted = this.#aborted[at] as AbortedTransaction;
      if (aborted.firstOffset < to) found.push(aborted);
      if (aborted.stableOffset >= to) break;
    }
    return found;
  }

  /** Deletes aborted transactions that have no records from `offset` on. */
  deleteBefore(offset: number): void {
    if (this.#aborted.length > 0) this.#aborted = this.#aborted.slice(this.#firstEndingAt(offset));
  }

  /**
   * After compaction from `from` to before `to`: `left` are the remaining ones of those whose marker is in this range.
   */
  replaceAborted(from: number, to: number, left: readonly AbortedTransaction[]): void {
    const [first, behind] = [this.#firstEndingAt(from), this.#firstEndingAt(to)];
    this.#aborted = [...this.#aborted.slice(0, first), ...left, ...this.#aborted.slice(behind)];
  }

  /** The open transactions, and those aborted from `from` on. */
  snapshot(from: number): TransactionsSnapshot {
    return { open: [...this.#open.values()], aborted: this.#aborted.slice(this.#firstEndingAt(from)) };
  }

  /** Continues after a segment whose summary holds this. */
  restore({ open, aborted }: TransactionsSnapshot): void {
    this.#open.clear();
    for (const one of open) this.#open.set(one.producerId, one);
    this.#aborted.push(...aborted);
  }

  #firstEndingAt(offset: number): number {
    let low = 0;
    let high = this.#aborted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#aborted[middle] as AbortedTransaction).lastOffset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
