/**
 * The outage of a lane: the messages that wait for a dependency that is down, and how often each has been tried. An outage
 * begins with the first waiting message and ends when none waits. Its tries do not count as failures of the messages.
 */
import type { LaneStatus } from '../../events/events.js';
import { errorClass } from '../../measuring/error-class.js';
import type { OffsetTracker } from '../buffer/offset-tracker.js';

/** The state of an outage when another call has met it. */
export interface OutageProgress {
  readonly since: Date;
  /** Calls that have failed because of it. */
  readonly failures: number;
}

export class Outages {
  /** Tries in a row of each waiting message, by offset. */
  readonly #waiting = new Map<number, number>();
  #since = new Date(0);
  /** The same on the clock of `performance`. */
  #sinceMs = 0;
  /** Of outages that are over. */
  #endedMs = 0;
  #failures = 0;
  #error: Error | undefined;

  constructor(private readonly onEnded: (outage: { waitedMs: number; failures: number }) => void) {}

  /** A message has met the outage; returns how many times in a row. */
  addWaiting(offset: number): number {
    const times = (this.#waiting.get(offset) ?? 0) + 1;
    this.#waiting.set(offset, times);
    return times;
  }

  /** A call has failed because of the outage, and its message waits in its partition. */
  noteFailure(error: Error): OutageProgress {
    if (this.#failures === 0) {
      this.#since = new Date();
      this.#sinceMs = performance.now();
    }
    this.#failures++;
    this.#error = error;
    return { since: this.#since, failures: this.#failures };
  }

  /** The message no longer waits: it is done, has failed with another error, or goes to another topic. */
  removeWaiting(offset: number): void {
    if (this.#waiting.delete(offset)) this.#endIfNoneWaits();
  }

  /** Messages that have been marked or have expired no longer wait. */
  removeDone(tracker: OffsetTracker): void {
    if (this.#waiting.size === 0) return;
    for (const offset of this.#waiting.keys()) if (tracker.isDone(offset)) this.#waiting.delete(offset);
    this.#endIfNoneWaits();
  }

  /** The lane continues at another offset. */
  clear(): void {
    this.#waiting.clear();
    this.#endIfNoneWaits();
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** Whether an outage has begun and is not over. */
  get isRunning(): boolean {
    return this.#failures > 0;
  }

  /** The time of all outages, the running one included. */
  get totalMs(): number {
    return this.#endedMs + (this.isRunning ? performance.now() - this.#sinceMs : 0);
  }

  get status(): LaneStatus['outage'] {
    if (this.#error === undefined) return undefined;
    const forMs = Math.max(0, Date.now() - this.#since.getTime());
    return { forMs, reason: this.#error.message, error: errorClass(this.#error) };
  }

  #endIfNoneWaits(): void {
    if (this.#waiting.size > 0 || this.#failures === 0) return;
    const failures = this.#failures;
    this.#endedMs = this.totalMs;
    this.#failures = 0;
    this.#error = undefined;
    this.onEnded({ waitedMs: Math.max(0, Date.now() - this.#since.getTime()), failures });
  }
}
