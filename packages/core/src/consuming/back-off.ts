/**
 * The moments before which a lane begins nothing. A rebalance that comes and goes does not cut a back-off short; a stop
 * need not sit it out.
 */
import type { Pause } from './pause.js';

export class BackOff {
  /** On the clock of `performance`. */
  #until: number | undefined;

  constructor(private readonly pause: Pause) {}

  /** When it ends, on the clock of `performance`; `undefined` when there is none. */
  get until(): number | undefined {
    return this.#until;
  }

  /** Begins nothing before `ms` have passed. */
  begin(ms: number): void {
    this.#until = performance.now() + ms;
  }

  /** Waits for its end, or until the lane `isHeld`. */
  async sitOut(isHeld: () => boolean): Promise<void> {
    while (this.#until !== undefined && !isHeld()) {
      const leftMs = this.#until - performance.now();
      if (leftMs > 0) await this.pause.for(leftMs);
      else this.#until = undefined;
    }
  }
}
