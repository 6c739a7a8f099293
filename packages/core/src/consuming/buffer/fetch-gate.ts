/**
 * Whether one partition is fetched: not while more waits in its lane than it may hold (until half of that is free), and
 * not while the process holds too much.
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

  /** So many bytes wait in the lane now. */
  changed(sizeBytes: number): void {
    if (this.#isClosed) return;
    if (sizeBytes > this.maxBytes) this.#isFull = true;
    else if (sizeBytes <= this.maxBytes / 2) this.#isFull = false;
    this.buffers.changed(this, sizeBytes);
    this.#apply();
  }

  /** The partition is gone: it holds nothing, and is not fetched by this lane again. */
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
