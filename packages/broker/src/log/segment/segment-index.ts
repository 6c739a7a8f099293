/**
 * A sparse index of one segment: about every `indexIntervalBytes` it has the offset at a position and the largest
 * timestamp before it. Searches by offset and by time find the last indexed batch before the target; from there the
 * batch headers are walked.
 */
export interface IndexedBatch {
  readonly offset: number;
  readonly position: number;
  /** Largest timestamp of the batches before `position`; -1 when there is none. */
  readonly maxTimestampBefore: number;
}

export class SegmentIndex {
  readonly #entries: IndexedBatch[];
  readonly #intervalBytes: number;

  constructor(intervalBytes: number, entries: readonly IndexedBatch[] = []) {
    this.#intervalBytes = intervalBytes;
    this.#entries = [...entries];
  }

  get entries(): readonly IndexedBatch[] {
    return this.#entries;
  }

  /** Called before each batch; indexes it if the last indexed one is far enough back. */
  note(offset: number, position: number, maxTimestampBefore: number): void {
    const last = this.#entries.at(-1);
    if (position - (last?.position ?? 0) < this.#intervalBytes) return;
    this.#entries.push({ offset, position, maxTimestampBefore });
  }

  /** The position from which to search `offset`. */
  positionBefore(offset: number): number {
    return this.#findLast((entry) => entry.offset <= offset)?.position ?? 0;
  }

  /** The position from which to search the first batch whose largest timestamp is at least `timestamp`. */
  positionBeforeTime(timestamp: number): number {
    return this.#findLast((entry) => entry.maxTimestampBefore < timestamp)?.position ?? 0;
  }

  #findLast(matches: (entry: IndexedBatch) => boolean): IndexedBatch | undefined {
    let low = -1;
    let high = this.#entries.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (matches(this.#entries[middle] as IndexedBatch)) low = middle;
      else high = middle - 1;
    }
    return this.#entries[low];
  }
}
