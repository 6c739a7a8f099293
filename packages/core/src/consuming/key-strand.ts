/**
 * What waits with one key, in offset order, and where it is at. What is done is let go of from the front, and elsewhere
 * when it comes up: a call costs what it takes, however much waits behind it.
 */
import type { ConsumedMessage } from './consumed-message.js';
import type { OffsetTracker } from './offset-tracker.js';
import type { Debt, Strand } from './strand.js';

/** Those of no key need no name that another could have. */
export type Key = string | symbol;

export class KeyStrand implements Strand {
  readonly debts: Debt[] = [];
  /** Those of a running call stay until it has ended. */
  #pending: ConsumedMessage[] = [];
  #head = 0;
  busy = false;
  /** How many messages it was counted with when it became ready. */
  counted = 0;
  /** On the clock of `performance`; 0 when it does not back off. */
  restsUntil = 0;

  constructor(
    readonly key: Key,
    private readonly tracker: OffsetTracker,
  ) {}

  /** How many wait; what is done behind one that is not counts too. */
  get length(): number {
    return this.#pending.length - this.#head;
  }

  get first(): ConsumedMessage | undefined {
    return this.#pending[this.#head];
  }

  /** All before the first debt is done, or there is none. */
  get hasNothingBeforeDebts(): boolean {
    const { first } = this;
    return first === undefined || first.offset >= (this.debts[0]?.message.offset ?? Number.POSITIVE_INFINITY);
  }

  add(message: ConsumedMessage): void {
    this.#pending.push(message);
  }

  /** The first messages that one call may take: none that is to be sent elsewhere, and what is refused alone. */
  firstOf(most: number): ConsumedMessage[] {
    const end = this.debts[0]?.message.offset ?? Number.POSITIVE_INFINITY;
    const open: ConsumedMessage[] = [];
    for (let place = this.#head; place < this.#pending.length && open.length < most; place++) {
      const message = this.#pending[place] as ConsumedMessage;
      if (message.offset >= end) break;
      if (this.tracker.isDone(message.offset)) continue;
      const isRefused = message.refusal !== undefined;
      if (!isRefused || open.length === 0) open.push(message);
      if (isRefused) break;
    }
    return open;
  }

  /** Lets go of what is done, up to the first message that is not. */
  dropDone(): void {
    while (this.first !== undefined && this.tracker.isDone(this.first.offset)) this.#head++;
    // In lots, so that each message is moved but once or twice.
    if (this.#head === 0 || this.#head * 2 < this.#pending.length) return;
    this.#pending = this.#pending.slice(this.#head);
    this.#head = 0;
  }

  /** Of several back-offs the longest counts. */
  backOff(ms: number): number {
    this.restsUntil = Math.max(this.restsUntil, performance.now() + ms);
    return ms;
  }
}
