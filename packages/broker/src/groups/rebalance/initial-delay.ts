/**
 * The delay before the first generation of an empty group, so that members that start together need one rebalance
 * instead of one each. It is extended while more members join, up to the rebalance timeout of the first.
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

  /** Calls `done` when the delay is over; without a delay, before it returns. */
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

  /** Another member has joined. */
  extend(): void {
    this.#memberJoined = true;
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
