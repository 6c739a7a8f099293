/**
 * A time slice for a request that asks for very much: when it is spent, the request yields to others before it
 * continues.
 */
import { setImmediate as afterOthers } from 'node:timers/promises';

const sliceMs = 20;

export class TimeSlice {
  #startedAt = performance.now();

  get isSpent(): boolean {
    return performance.now() - this.#startedAt > sliceMs;
  }

  async next(): Promise<void> {
    await afterOthers();
    this.#startedAt = performance.now();
  }
}
