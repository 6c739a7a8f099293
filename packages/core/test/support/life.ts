/** The expected state of one partition from its assignment to its loss, for property tests. */
export class Life {
  /** Delivered offsets since the start or the last seek, in order. */
  delivered: number[] = [];
  /** The offset of the start or of the last seek. */
  #origin: number;
  /** The next offset to deliver. */
  position: number;
  /** One past everything delivered, with or without messages; unknown before the first delivery. */
  #passed: number | undefined;
  readonly done = new Set<number>();
  readonly failures = new Map<number, number>();
  /** Handled and unmarked: when they are delivered again, their failures may be forgotten. */
  readonly #forgettable = new Set<number>();
  /** One past the last that a handler has finished, with manual offsets. */
  handled = 0;
  /** The frontier after the last mark of its handler. */
  marked: number | undefined;
  /** The target of a seek that is not yet applied. */
  sought: number | undefined;
  paused = false;
  running = false;
  over = false;
  resume: () => void = () => {};

  constructor(
    readonly partition: number,
    readonly generation: number,
    public committed: number,
    readonly manual: boolean,
  ) {
    this.position = committed;
    this.#origin = committed;
  }

  /** Delivers up to `next`, with messages at `offsets`. The marked offset follows the frontier over the others. */
  deliver(offsets: readonly number[], next: number): void {
    const before = this.#passed === undefined ? undefined : this.frontier;
    const last = this.delivered.at(-1) ?? -1;
    this.delivered.push(...offsets.filter((offset) => offset > last));
    this.position = next;
    this.#passed = Math.max(next, this.#passed ?? next);
    if (before === undefined ? offsets.length === 0 : before === this.marked) this.marked = this.frontier;
  }

  /** Offsets for the handler: delivered, and neither done nor handled. */
  get due(): number[] {
    return this.delivered.filter(
      (offset) => offset < this.position && offset >= this.handled && !this.done.has(offset),
    );
  }

  get isIdle(): boolean {
    return this.due.length === 0 && !this.running && this.sought === undefined;
  }

  get frontier(): number {
    return this.delivered.find((offset) => !this.done.has(offset)) ?? this.#passed ?? this.#origin;
  }

  /** A handler has finished these. */
  handle(offsets: readonly number[]): void {
    for (const offset of offsets) this.#forgettable.add(offset);
    this.handled = Math.max(this.handled, (offsets.at(-1) ?? -1) + 1);
  }

  /** Whether `attempt` is a valid count for the next delivery of the message. */
  isAttempt(offset: number, attempt: number): boolean {
    const failures = this.failures.get(offset) ?? 0;
    if (!this.#forgettable.delete(offset)) return attempt === failures + 1;
    this.failures.set(offset, attempt - 1);
    return attempt <= failures + 1;
  }

  fail(offsets: readonly number[]): void {
    for (const offset of offsets) this.failures.set(offset, (this.failures.get(offset) ?? 0) + 1);
    this.sought = undefined;
    if (this.manual) this.handled = this.frontier;
  }

  restart(offset: number): void {
    this.delivered = [];
    this.position = offset;
    this.#passed = offset;
    this.committed = offset;
    this.#origin = offset;
    this.handled = 0;
    this.sought = undefined;
    this.done.clear();
    this.failures.clear();
    this.#forgettable.clear();
  }
}
