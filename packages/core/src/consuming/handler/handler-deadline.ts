/**
 * How long a handler may take (`handlerTimeoutMs`). Nothing can end a promise that hangs: when time is up its signal
 * fires and the lane goes on without it; what it still does is told, and counts no more.
 */
export class HandlerDeadline {
  readonly #controller = new AbortController();
  readonly #expiry = Promise.withResolvers<never>();
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort: () => void;
  #isOver = false;

  /** `lane` fires when the partition is lost: the handler is told through the same signal. */
  constructor(
    timeoutMs: number,
    private readonly laneSignal: AbortSignal,
    errorOf: () => Error,
  ) {
    // It rejects also when the call has just ended and nobody waits for it any more; whoever waits hears of it.
    this.#expiry.promise.catch(() => {});
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      const error = errorOf();
      this.#controller.abort(error);
      this.#expiry.reject(error);
    }, timeoutMs);
    this.#onAbort = () => this.#controller.abort(laneSignal.reason);
    laneSignal.addEventListener('abort', this.#onAbort, { once: true });
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
  async race(work: Promise<void>, onLate: (error: unknown) => void): Promise<void> {
    const watched = work.then(
      () => this.#isOver && onLate(undefined),
      (thrown) => {
        if (!this.#isOver) throw thrown;
        onLate(thrown);
      },
    );
    await Promise.race([watched, this.#expiry.promise]);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.laneSignal.removeEventListener('abort', this.#onAbort);
  }
}
