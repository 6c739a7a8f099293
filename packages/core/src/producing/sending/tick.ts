/**
 * One turn of the event loop, as the producer sees it: the time is looked up once in it, and the calls made in it leave
 * together at its end.
 */
export class Tick {
  /** Counts the turns with calls. */
  count = 0;
  #now: number | undefined;

  constructor(private readonly onEnd: (now: number) => void) {}

  /** Milliseconds on the monotonic clock, as of its first use in this turn. */
  get now(): number {
    if (this.#now === undefined) {
      this.#now = performance.now();
      setImmediate(this.#ended);
    }
    return this.#now;
  }

  /** Requests a call of `onEnd` at the end of this turn. */
  requestEnd(): void {
    void this.now;
  }

  readonly #ended = (): void => {
    this.#now = undefined;
    this.count += 1;
    this.onEnd(performance.now());
  };
}
