/**
 * The bound on concurrent handler calls of the process (`concurrency`), over all groups. A waiter that finds no slot is
 * woken when one is free, in order. Without a bound nothing is counted.
 */

/** Something that waits for a slot: a lane. */
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

  /** False when no slot is free or others wait already: the waiter is woken later. */
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

  /** The waiter no longer wants a slot; the next one must not wait for it. */
  leave(waiter: SlotWaiter): void {
    if (this.#waiting.delete(waiter)) this.#wakeNext();
  }

  #wakeNext(): void {
    if (this.#free === 0) return;
    const [next] = this.#waiting;
    next?.wake();
  }
}
