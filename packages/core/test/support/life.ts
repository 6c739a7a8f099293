/** One assignment of one partition, from being gained to being lost, as a world for property tests keeps it. */
export class Life {
  /** Offsets handed over since the life began or sought, in order. */
  delivered: number[] = [];
  /** Where it began, or has sought to. */
  #origin: number;
  /** The next offset to hand over. */
  position: number;
  /** One past everything handed over, messages or not; unknown before the first. */
  #passed: number | undefined;
  readonly done = new Set<number>();
  readonly failures = new Map<number, number>();
  /** Handled and not marked: when they come again, their failures may be forgotten. */
  readonly #forgettable = new Set<number>();
  /** One past the last that a handler has finished, with manual offsets. */
  handled = 0;
  /** The frontier as its handler's last mark left it. */
  marked: number | undefined;
  /** Where its handler has sought to, until that is carried out. */
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

  /** Up to `next`, with messages at these offsets. What is marked follows the frontier over what holds no message. */
  deliver(offsets: readonly number[], next: number): void {
    const before = this.#passed === undefined ? undefined : this.frontier;
    const last = this.delivered.at(-1) ?? -1;
    this.delivered.push(...offsets.filter((offset) => offset > last));
    this.position = next;
    this.#passed = Math.max(next, this.#passed ?? next);
    if (before === undefined ? offsets.length === 0 : before === this.marked) this.marked = this.frontier;
  }

  /** What a handler is to see: handed over, and neither done nor handled. */
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

  /** Whether this may be the delivery of that message which the handler is told of. */
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
