/**
 * The time limit of a handler call (`handlerTimeoutMs`). A hanging promise cannot be ended: when time is up the handler's
 * signal fires and the lane continues without it. When the handler ends after all, that is reported and has no effect.
 */
export class HandlerDeadline {
  readonly #controller = new AbortController();
  readonly #expiry = Promise.withResolvers<never>();
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort: () => void;
  #isOver = false;

  /** `laneSignal` fires when the partition is lost: the handler's signal then fires as well. */
  constructor(
    timeoutMs: number,
    private readonly laneSignal: AbortSignal,
    errorOf: () => Error,
  ) {
    // It may reject when the call has just ended and nothing awaits it any more; that is not an unhandled rejection.
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

  /** Starts the time over: another message is being handled. */
  restart(): void {
    if (!this.#isOver) this.#timer.refresh();
  }

  /** Settles with `work`, or rejects when time is up; `onLate` is then called when `work` ends after all. */
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
