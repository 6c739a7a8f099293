/** A clock that only a test advances. */
import type { Clock, Timer } from '../../src/clock.js';

interface PendingTimer {
  readonly dueMs: number;
  readonly callback: () => void;
}

export class ManualClock implements Clock {
  #now = 1_700_000_000_000;
  readonly #pending = new Set<PendingTimer>();

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): Timer {
    const pending = { dueMs: this.#now + delayMs, callback };
    this.#pending.add(pending);
    return { cancel: () => this.#pending.delete(pending) };
  }

  get timers(): number {
    return this.#pending.size;
  }

  advance(ms: number): void {
    const target = this.#now + ms;
    for (let next = this.#earliest(target); next !== undefined; next = this.#earliest(target)) {
      this.#pending.delete(next);
      this.#now = next.dueMs;
      next.callback();
    }
    this.#now = target;
  }

  #earliest(untilMs: number): PendingTimer | undefined {
    return [...this.#pending].filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}
