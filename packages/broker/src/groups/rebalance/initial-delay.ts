/**
 * An empty group may wait before its first generation, so that members which start together need one rebalance and not
 * one each: for the initial delay, and again as long as more members come, but never longer in all than the rebalance
 * timeout of the first.
 */
import type { Clock, Timer } from '../../clock.js';

export class InitialDelay {
  readonly #clock: Clock;
  readonly #delayMs: number;
  #timer: Timer | undefined;
  #memberJoined = false;

  constructor(clock: Clock, delayMs: number) {
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  /** Calls `done` when it is over; at once, before it returns, when there is no delay. */
  start(longestMs: number, done: () => void): void {
    const nextMs = Math.min(this.#delayMs, longestMs);
    this.#memberJoined = false;
    if (nextMs <= 0) {
      done();
      return;
    }
    this.#timer = this.#clock.after(nextMs, () => {
      this.#timer = undefined;
      this.start(this.#memberJoined ? longestMs - nextMs : 0, done);
    });
  }

  /** Another member has come. */
  extend(): void {
    this.#memberJoined = true;
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
