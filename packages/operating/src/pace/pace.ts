/**
 * The pace of messages that are sent at a limited rate. It says how long the next ones have to wait, and how long those
 * that are left will take; the caller waits. A caller that was slow does not catch up: the rate is never exceeded.
 */

/** Milliseconds; the clock of `performance` unless a test gives another. */
export type PaceClock = () => number;

/** How much time the messages of one batch stand for, at most: 200/s goes as 20 messages every 100 ms. */
const batchMs = 100;

export class Pace {
  /** How many messages go together. */
  readonly batchSize: number;
  #nextAt: number | undefined;

  /** @param perSecond more than 0; may be a fraction. */
  constructor(
    readonly perSecond: number,
    private readonly now: PaceClock = () => performance.now(),
  ) {
    if (!(perSecond > 0)) throw new RangeError(`a rate is more than 0; got ${perSecond}`);
    this.batchSize = Math.max(1, Math.floor((perSecond * batchMs) / 1_000));
  }

  /** Reserves a place for the next `count` messages: the milliseconds until they may go, 0 for at once. */
  reserve(count: number): number {
    const now = this.now();
    const at = Math.max(now, this.#nextAt ?? now);
    this.#nextAt = at + (count * 1_000) / this.perSecond;
    return at - now;
  }

  /** The milliseconds that so many messages take, at least. */
  durationMs(count: number): number {
    return (count * 1_000) / this.perSecond;
  }
}
