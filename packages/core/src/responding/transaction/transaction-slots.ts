/**
 * The transactional ids of one responder in one process. Each is a producer at the broker, so there are few, and the first
 * free one is used: sequential calls need one. When all are in use, calls queue in order. The ids of two processes differ,
 * because a shared id would fence the first process.
 */
const slots = 4;

export class TransactionSlots {
  readonly #free = Array.from({ length: slots }, (_none, slot) => slot);
  readonly #waiting: ((slot: number) => void)[] = [];

  /** `prefix` is that of this process and responder. */
  constructor(private readonly prefix: string) {}

  /** Runs `work` with an id that nothing else uses meanwhile. */
  async with<T>(work: (transactionalId: string) => Promise<T>): Promise<T> {
    const slot = this.#free.shift() ?? (await new Promise<number>((resolve) => this.#waiting.push(resolve)));
    try {
      return await work(`${this.prefix}-${slot}`);
    } finally {
      this.#release(slot);
    }
  }

  #release(slot: number): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next(slot);
      return;
    }
    this.#free.push(slot);
    this.#free.sort((one, other) => one - other);
  }
}
