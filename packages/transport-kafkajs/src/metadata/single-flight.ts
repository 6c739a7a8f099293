/**
 * A question of which one is on its way at most. Whoever asks while it is gets the answer to the next one, which all
 * who ask meanwhile share: the present one may have been put before there was a reason to ask.
 */
export class SingleFlight {
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(private readonly request: () => Promise<void>) {}

  /** The answer that comes last, of those that were asked for. */
  get latest(): Promise<void> | undefined {
    return this.#next ?? this.#running;
  }

  /** An answer to a question that is put from now on. */
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
