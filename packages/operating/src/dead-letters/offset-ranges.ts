/** A set of offsets of one partition, as ranges: sorted, disjoint, never adjacent. */

/** From an offset up to another, which is not in it. */
export interface OffsetRange {
  readonly from: number;
  readonly end: number;
}

export class OffsetRanges {
  #ranges: OffsetRange[];

  constructor(ranges: readonly OffsetRange[] = []) {
    this.#ranges = [...ranges];
  }

  get all(): readonly OffsetRange[] {
    return this.#ranges;
  }

  has(offset: number): boolean {
    const range = this.#ranges[this.#firstEndingAfter(offset)];
    return range !== undefined && range.from <= offset;
  }

  /** Ranges that it overlaps or touches become one with it. */
  add(from: number, end: number): void {
    if (from >= end) return;
    const first = this.#firstEndingAfter(from - 1);
    let next = first;
    let merged: OffsetRange = { from, end };
    for (;;) {
      const range = this.#ranges[next];
      if (range === undefined || range.from > end) break;
      merged = { from: Math.min(merged.from, range.from), end: Math.max(merged.end, range.end) };
      next++;
    }
    this.#ranges.splice(first, next - first, merged);
  }

  /** The index of the first range whose end is above the offset. */
  #firstEndingAfter(offset: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranges[middle]?.end ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
