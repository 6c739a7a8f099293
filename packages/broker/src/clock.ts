/**
 * The broker's clock. Everything in the broker that waits or expires uses it, so that a test can skip an hour:
 * `advance` moves the clock and runs what became due, in order, before it returns. Timers do not keep the process
 * alive.
 */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once, `delayMs` later at the earliest. */
  after(delayMs: number, callback: () => void): Timer;
}

/** The limit of setTimeout; a longer timer is set again after it. */
const longestMs = 2 ** 31 - 1;

interface PendingTimer {
  readonly dueMs: number;
  readonly callback: () => void;
  handle: NodeJS.Timeout | undefined;
}

/** Real time plus the time it was advanced by. */
export class BrokerClock implements Clock {
  #offsetMs = 0;
  #paused = false;
  /** Set while the clock is advanced: callbacks then take no time, and timers set meanwhile are armed at the end. */
  #advancingAt: number | undefined;
  readonly #pending = new Set<PendingTimer>();

  now(): number {
    return this.#advancingAt ?? Date.now() + this.#offsetMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    const pending: PendingTimer = { dueMs: this.now() + Math.max(0, delayMs), callback, handle: undefined };
    this.#pending.add(pending);
    if (this.#advancingAt === undefined) this.#arm(pending, delayMs);
    return { cancel: () => this.#remove(pending) };
  }

  /** Moves the clock forward by `ms` and runs every timer that is due by then, earliest first. */
  advance(ms: number): void {
    const target = this.now() + ms;
    if (this.#paused) {
      this.#offsetMs += ms;
      return;
    }
    this.#advancingAt = this.now();
    try {
      for (let next = this.#earliest(target); next !== undefined; next = this.#earliest(target)) {
        this.#advancingAt = Math.max(this.#advancingAt, next.dueMs);
        this.#run(next);
      }
    } finally {
      this.#advancingAt = undefined;
      this.#offsetMs += Math.max(0, target - this.now());
      for (const pending of this.#pending) this.#arm(pending, pending.dueMs - this.now());
    }
  }

  /** Time passes and timers do not run, as in a process that hangs. */
  pause(): void {
    this.#paused = true;
  }

  /** Runs the timers that became due during the pause. */
  resume(): void {
    this.#paused = false;
    this.advance(0);
  }

  /** Cancels every timer. */
  close(): void {
    for (const pending of this.#pending) this.#remove(pending);
  }

  #arm(pending: PendingTimer, delayMs: number): void {
    clearTimeout(pending.handle);
    pending.handle = setTimeout(
      () => (delayMs > longestMs ? this.#arm(pending, delayMs - longestMs) : this.#due(pending)),
      Math.min(Math.max(0, delayMs), longestMs),
    ).unref();
  }

  /** A timer that is due during a pause stays in `#pending` until `resume`. */
  #due(pending: PendingTimer): void {
    if (!this.#paused) this.#run(pending);
  }

  #run(pending: PendingTimer): void {
    this.#remove(pending);
    pending.callback();
  }

  #remove(pending: PendingTimer): void {
    clearTimeout(pending.handle);
    this.#pending.delete(pending);
  }

  #earliest(untilMs: number): PendingTimer | undefined {
    let earliest: PendingTimer | undefined;
    for (const pending of this.#pending) {
      if (pending.dueMs <= untilMs && (earliest === undefined || pending.dueMs < earliest.dueMs)) earliest = pending;
    }
    return earliest;
  }
}
