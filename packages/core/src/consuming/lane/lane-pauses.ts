/**
 * Until when a lane begins nothing: the back-off after a failure, and the pause that a handler asked for. Rebalances that
 * come and go cut neither short; a stop need not sit them out.
 */
import type { InterruptibleWait } from '../timing/interruptible-wait.js';

export class LanePauses {
  /** Both on the clock of `performance`. */
  #backingOffUntil: number | undefined;
  #pausedUntil: number | undefined;

  constructor(private readonly wait: InterruptibleWait) {}

  /** When the back-off ends, on the clock of `performance`; `undefined` when there is none. */
  get backingOffUntil(): number | undefined {
    return this.#backingOffUntil;
  }

  /** When the pause ends, on the clock of `performance`: `Infinity` for one that only `resume` ends. */
  get pausedUntil(): number | undefined {
    return this.#pausedUntil;
  }

  get isPausing(): boolean {
    return this.#pausedUntil !== undefined || this.#backingOffUntil !== undefined;
  }

  /**
   * Of several back-offs the longest counts. Returns in how many milliseconds the lane goes on: a pause may be longer,
   * `Infinity` when only `resume` ends it.
   */
  backOff(ms: number): number {
    const now = performance.now();
    this.#backingOffUntil = Math.max(this.#backingOffUntil ?? now, now + ms);
    const continuesAt = Math.max(this.#backingOffUntil, this.#pausedUntil ?? now);
    return Math.max(ms, Math.round(continuesAt - now));
  }

  /** A later pause takes the place of an earlier one. */
  pause(ms: number): void {
    this.#pausedUntil = performance.now() + ms;
    this.wait.end();
  }

  resume(): void {
    this.#pausedUntil = undefined;
    this.wait.end();
  }

  /** Waits until both are over, or the lane `isHeld`. */
  async waitOut(isHeld: () => boolean): Promise<void> {
    for (let leftMs = this.#leftMs(); leftMs > 0 && !isHeld(); leftMs = this.#leftMs()) await this.wait.for(leftMs);
  }

  /** Forgets what is over. */
  #leftMs(): number {
    const now = performance.now();
    if (this.#backingOffUntil !== undefined && this.#backingOffUntil <= now) this.#backingOffUntil = undefined;
    if (this.#pausedUntil !== undefined && this.#pausedUntil <= now) this.#pausedUntil = undefined;
    return Math.max(this.#backingOffUntil ?? now, this.#pausedUntil ?? now) - now;
  }
}
