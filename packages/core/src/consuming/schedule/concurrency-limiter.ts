/**
 * How many handler calls may run at once in the process (`concurrency`), over all groups. Who finds no slot is woken when
 * one is free, first come, first served; without a bound nothing is counted.
 */

/** Waits for a slot. */
export interface SlotWaiter {
  /** A slot may be free now: take one, or leave. */
  wake(): void;
}

export class ConcurrencyLimiter {
  readonly #waiting = new Set<SlotWaiter>();
  #free: number;

  constructor(readonly count: number = Number.POSITIVE_INFINITY) {
    this.#free = count;
  }

  /** False when there is none, or others came first: the waiter is woken in its turn. */
  take(waiter: SlotWaiter): boolean {
    if (this.count === Number.POSITIVE_INFINITY) return true;
    const [first = waiter] = this.#waiting;
    if (this.#free === 0 || first !== waiter) {
      this.#waiting.add(waiter);
      return false;
    }
    this.#free--;
    this.leave(waiter);
    return true;
  }

  release(): void {
    if (this.count === Number.POSITIVE_INFINITY) return;
    this.#free++;
    this.#wakeNext();
  }

  /** The waiter wants none any more; the next in turn is not to wait for it. */
  leave(waiter: SlotWaiter): void {
    if (this.#waiting.delete(waiter)) this.#wakeNext();
  }

  #wakeNext(): void {
    if (this.#free === 0) return;
    const [next] = this.#waiting;
    next?.wake();
  }
}
