/**
 * A turn of the event loop, which a request that asks for very much must not have for itself: now and then it lets
 * others come before it goes on.
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
