/**
 * The times at which a lane begins nothing: the back-off after a failure, and the pause that a handler asked for. A
 * rebalance shortens neither; a stop does not wait for them.
 */
import type { InterruptibleWait } from '../timing/interruptible-wait.js';

export class LanePauses {
  /** Both on the clock of `performance`. */
  #backingOffUntil: number | undefined;
  #pausedUntil: number | undefined;

  constructor(private readonly wait: InterruptibleWait) {}

  /** The end of the back-off on the clock of `performance`; `undefined` when there is none. */
  get backingOffUntil(): number | undefined {
    return this.#backingOffUntil;
  }

  /** The end of the pause on the clock of `performance`; `Infinity` if only `resume` ends it. */
  get pausedUntil(): number | undefined {
    return this.#pausedUntil;
  }

  get isPausing(): boolean {
    return this.#pausedUntil !== undefined || this.#backingOffUntil !== undefined;
  }

  /**
   * The longest of several back-offs counts. Returns the milliseconds until the lane continues, which a pause may prolong;
   * `Infinity` if only `resume` ends the pause.
   */
  backOff(ms: number): number {
    const now = performance.now();
    this.#backingOffUntil = Math.max(this.#backingOffUntil ?? now, now + ms);
    const continuesAt = Math.max(this.#backingOffUntil, this.#pausedUntil ?? now);
    return Math.max(ms, Math.round(continuesAt - now));
  }

  /** A later pause replaces an earlier one. */
  pause(ms: number): void {
    this.#pausedUntil = performance.now() + ms;
    this.wait.end();
  }

  resume(): void {
    this.#pausedUntil = undefined;
    this.wait.end();
  }

  /** Waits until both are over or the lane `isHeld`. */
  async waitOut(isHeld: () => boolean): Promise<void> {
    for (let leftMs = this.#leftMs(); leftMs > 0 && !isHeld(); leftMs = this.#leftMs()) await this.wait.for(leftMs);
  }

  /** Milliseconds until both are over; clears those that are. */
  #leftMs(): number {
    const now = performance.now();
    if (this.#backingOffUntil !== undefined && this.#backingOffUntil <= now) this.#backingOffUntil = undefined;
    if (this.#pausedUntil !== undefined && this.#pausedUntil <= now) this.#pausedUntil = undefined;
    return Math.max(this.#backingOffUntil ?? now, this.#pausedUntil ?? now) - now;
  }
}
