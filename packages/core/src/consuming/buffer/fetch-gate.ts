/**
 * Switches fetching of one partition: off while its lane holds more than its limit (on again at half of it), and while the
 * process exceeds its buffer budget.
 */
import type { BufferBudget, LaneBuffer } from './buffer-budget.js';

export class FetchGate implements LaneBuffer {
  #isFull = false;
  #isOverBudget = false;
  #isClosed = false;
  #isFetching = true;

  constructor(
    private readonly maxBytes: number,
    private readonly buffers: BufferBudget,
    private readonly setFetching: (fetching: boolean) => void,
  ) {}

  /** The lane now holds `sizeBytes`. */
  changed(sizeBytes: number): void {
    if (this.#isClosed) return;
    if (sizeBytes > this.maxBytes) this.#isFull = true;
    else if (sizeBytes <= this.maxBytes / 2) this.#isFull = false;
    this.buffers.changed(this, sizeBytes);
    this.#apply();
  }

  /** The partition is lost: the lane holds nothing, and never switches its fetching again. */
  close(): void {
    this.#isClosed = true;
    this.buffers.changed(this, 0);
  }

  pauseFetching(): void {
    this.#isOverBudget = true;
    this.#apply();
  }

  resumeFetching(): void {
    this.#isOverBudget = false;
    this.#apply();
  }

  #apply(): void {
    const fetching = !this.#isFull && !this.#isOverBudget;
    if (this.#isClosed || fetching === this.#isFetching) return;
    this.#isFetching = fetching;
    this.setFetching(fetching);
  }
}
