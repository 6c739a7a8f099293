/**
 * How long a handler may take (`handlerTimeoutMs`). Nothing can end a promise that hangs: when time is up its signal
 * fires and the lane goes on without it; what it still does is told, and counts no more.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #over = Promise.withResolvers<never>();
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort: () => void;
  #isOver = false;

  /** `lane` fires when the partition is lost: the handler is told through the same signal. */
  constructor(
    timeoutMs: number,
    private readonly lane: AbortSignal,
    errorOf: () => Error,
  ) {
    // It rejects also when the call has just ended and nobody waits for it any more; whoever waits hears of it.
    this.#over.promise.catch(() => {});
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      const error = errorOf();
      this.#controller.abort(error);
      this.#over.reject(error);
    }, timeoutMs);
    this.#onAbort = () => this.#controller.abort(lane.reason);
    lane.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The time begins anew: another message is being handled. */
  restart(): void {
    if (!this.#isOver) this.#timer.refresh();
  }

  /** What `work` comes to, or the error when time is up. `late` hears how work ended that nobody waits for any more. */
  async wait(work: Promise<void>, late: (error: unknown) => void): Promise<void> {
    const told = work.then(
      () => this.#isOver && late(undefined),
      (thrown) => {
        if (!this.#isOver) throw thrown;
        late(thrown);
      },
    );
    await Promise.race([told, this.#over.promise]);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.lane.removeEventListener('abort', this.#onAbort);
  }
}
