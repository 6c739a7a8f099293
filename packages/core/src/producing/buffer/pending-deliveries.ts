/**
 * Counts the messages that were asked for and have no report yet, so that a flush can wait for those before it and
 * nothing after. Each call belongs to a flush group: the calls between two flushes.
 */
export class FlushGroup {
  open = 0;
  readonly #done = Promise.withResolvers<void>();

  constructor(private readonly pending: PendingDeliveries) {}

  get done(): Promise<void> {
    return this.#done.promise;
  }

  add(messages: number): void {
    this.open += messages;
    this.pending.count += messages;
  }

  remove(messages: number): void {
    this.open -= messages;
    this.pending.count -= messages;
    if (this.open === 0) this.pending.emptied(this);
  }

  resolve(): void {
    this.#done.resolve();
  }
}

export class PendingDeliveries {
  count = 0;
  current = new FlushGroup(this);
  /** Those that a flush waits for. */
  readonly #flushing = new Set<FlushGroup>();

  constructor(private readonly onIdle: () => void) {}

  get isFlushing(): boolean {
    return this.#flushing.size > 0;
  }

  /** Resolves when all that was asked for up to now has its report. */
  async flush(): Promise<void> {
    if (this.current.open > 0) {
      this.#flushing.add(this.current);
      this.current = new FlushGroup(this);
    }
    await Promise.all([...this.#flushing].map((group) => group.done));
  }

  emptied(group: FlushGroup): void {
    if (this.#flushing.delete(group)) group.resolve();
    if (this.count === 0) this.onIdle();
  }
}
