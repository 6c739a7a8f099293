/**
 * Keeps the process alive while requests are pending, for a sink whose connections do not: one timer, referenced or
 * not. Nothing is opened or closed for it.
 */
const longestTimerMs = 2 ** 31 - 1;

export class ProcessRef {
  #timer: NodeJS.Timeout | undefined;
  #running = 0;

  /** Runs `work`; the process does not end by itself before it has settled. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#timer ??= setInterval(() => undefined, longestTimerMs);
    if (this.#running++ === 0) this.#timer.ref();
    try {
      return await work();
    } finally {
      if (--this.#running === 0) this.#timer?.unref();
    }
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
