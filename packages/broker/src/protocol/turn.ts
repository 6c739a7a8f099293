/**
 * A turn of the event loop, which a request that asks for very much must not have for itself: now and then it lets
 * others come before it goes on.
 */
import { setImmediate as afterOthers } from 'node:timers/promises';

const longMs = 20;

export class Turn {
  #beganAt = performance.now();

  get isLong(): boolean {
    return performance.now() - this.#beganAt > longMs;
  }

  async next(): Promise<void> {
    await afterOthers();
    this.#beganAt = performance.now();
  }
}
