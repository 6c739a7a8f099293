/**
 * The one timer of a producer: for messages that expire, partitions that linger, and batches that wait for their retry.
 * It keeps the process alive, where that is meant, so it must be cleared when nothing is buffered.
 */
/** What timers take at most. */
export const longestMs = 2 ** 31 - 1;

export class ProducerTimer {
  #timer: NodeJS.Timeout | undefined;
  #at = Number.POSITIVE_INFINITY;

  constructor(
    private readonly onDue: () => void,
    private readonly keepsProcessAlive: boolean,
  ) {}

  /** Rings at `at` at the latest; one that rings sooner stays as it is. */
  set(at: number, now: number): void {
    if (this.#at <= at) return;
    clearTimeout(this.#timer);
    this.#at = at;
    // Timers are cut to whole milliseconds: rounded up, it never rings too soon.
    this.#timer = setTimeout(this.#fire, Math.min(Math.max(0, Math.ceil(at - now)), longestMs));
    if (!this.keepsProcessAlive) this.#timer.unref();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#at = Number.POSITIVE_INFINITY;
  }

  readonly #fire = (): void => {
    this.clear();
    this.onDue();
  };
}
