/**
 * Which messages of a lane wait for something that is down, since when, and how often they have been tried. One outage
 * lasts from the first that waits until none does: its messages are not to blame, so it counts apart from their failures.
 */
import type { LaneStatus } from '../../events/events.js';
import type { OffsetTracker } from '../buffer/offset-tracker.js';

/** How far an outage has come when a message has met it once more. */
export interface OutageProgress {
  readonly since: Date;
  /** Calls that it has ended so far. */
  readonly failures: number;
}

export class Outages {
  /** How often each waiting message has met it in a row, by offset. */
  readonly #waiting = new Map<number, number>();
  #since = new Date(0);
  #failures = 0;
  #error: Error | undefined;

  constructor(private readonly onEnded: (outage: { waitedMs: number; failures: number }) => void) {}

  /** A message has met it; returns for the how many times in a row. */
  addWaiting(offset: number): number {
    const times = (this.#waiting.get(offset) ?? 0) + 1;
    this.#waiting.set(offset, times);
    return times;
  }

  /** A message that has met it waits in its place. */
  noteFailure(error: Error): OutageProgress {
    if (this.#failures === 0) this.#since = new Date();
    this.#failures++;
    this.#error = error;
    return { since: this.#since, failures: this.#failures };
  }

  /** The message waits for it no more: it is done, failed otherwise, or moved. */
  removeWaiting(offset: number): void {
    if (this.#waiting.delete(offset)) this.#endIfNoneWaits();
  }

  /** What has been done in another way, expired or marked, does not wait. */
  removeDone(tracker: OffsetTracker): void {
    if (this.#waiting.size === 0) return;
    for (const offset of this.#waiting.keys()) if (tracker.isDone(offset)) this.#waiting.delete(offset);
    this.#endIfNoneWaits();
  }

  /** The lane goes on elsewhere. */
  clear(): void {
    this.#waiting.clear();
    this.#endIfNoneWaits();
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  get status(): LaneStatus['outage'] {
    if (this.#error === undefined) return undefined;
    return { forMs: Date.now() - this.#since.getTime(), reason: this.#error.message };
  }

  #endIfNoneWaits(): void {
    if (this.#waiting.size > 0 || this.#failures === 0) return;
    const failures = this.#failures;
    this.#failures = 0;
    this.#error = undefined;
    this.onEnded({ waitedMs: Math.max(0, Date.now() - this.#since.getTime()), failures });
  }
}
