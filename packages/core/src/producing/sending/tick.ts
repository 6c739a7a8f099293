/**
 * One turn of the event loop, as the producer sees it: the time is looked up once in it, and what is asked for in it
 * leaves together at its end.
 */
export class Tick {
  /** Counts the turns in which something was asked for. */
  count = 0;
  #now: number | undefined;

  constructor(private readonly onEnd: (now: number) => void) {}

  /** Milliseconds on the monotonic clock, as of the first question of this turn. */
  get now(): number {
    if (this.#now === undefined) {
      this.#now = performance.now();
      setImmediate(this.#ended);
    }
    return this.#now;
  }

  /** Has `end` called at the end of this turn. */
  requestEnd(): void {
    void this.now;
  }

  readonly #ended = (): void => {
    this.#now = undefined;
    this.count += 1;
    this.onEnd(performance.now());
  };
}
