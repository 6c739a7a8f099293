/**
 * Runs a request at most once at a time. Callers during a request share the next one: the current one may have been
 * sent before there was a reason to ask.
 */
export class SingleFlight {
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(private readonly request: () => Promise<void>) {}

  /** The last of the requested runs. */
  get latest(): Promise<void> | undefined {
    return this.#next ?? this.#running;
  }

  /** A run that begins from now on. */
  again(): Promise<void> {
    if (this.#running === undefined) return this.#run();
    this.#next ??= this.#running.then(
      () => this.#runNext(),
      () => this.#runNext(),
    );
    return this.#next;
  }

  #runNext(): Promise<void> {
    this.#next = undefined;
    return this.#run();
  }

  #run(): Promise<void> {
    const running = this.request().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }
}
