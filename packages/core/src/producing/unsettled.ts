/**
 * Counts the messages that were asked for and have no report yet, so that a flush can wait for those before it and
 * nothing after. Each call belongs to a cohort: what was asked for between two flushes.
 */
export class Cohort {
  open = 0;
  readonly #settled = Promise.withResolvers<void>();

  constructor(private readonly unsettled: Unsettled) {}

  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  enter(messages: number): void {
    this.open += messages;
    this.unsettled.count += messages;
  }

  leave(messages: number): void {
    this.open -= messages;
    this.unsettled.count -= messages;
    if (this.open === 0) this.unsettled.emptied(this);
  }

  resolve(): void {
    this.#settled.resolve();
  }
}

export class Unsettled {
  count = 0;
  current = new Cohort(this);
  /** Those that a flush waits for. */
  readonly #flushing = new Set<Cohort>();

  constructor(private readonly idle: () => void) {}

  get isFlushing(): boolean {
    return this.#flushing.size > 0;
  }

  /** Resolves when all that was asked for up to now has its report. */
  async flush(): Promise<void> {
    if (this.current.open > 0) {
      this.#flushing.add(this.current);
      this.current = new Cohort(this);
    }
    await Promise.all([...this.#flushing].map((cohort) => cohort.settled));
  }

  emptied(cohort: Cohort): void {
    if (this.#flushing.delete(cohort)) cohort.resolve();
    if (this.count === 0) this.idle();
  }
}
