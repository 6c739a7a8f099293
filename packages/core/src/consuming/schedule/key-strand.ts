/**
 * What waits with one key, in offset order, and where it is at. What is done is let go of from the front, and elsewhere
 * when it comes up: a call costs what it takes, however much waits behind it.
 */

import type { OffsetTracker } from '../buffer/offset-tracker.js';
import type { ConsumedMessage } from '../handler/consumed-message.js';
import type { Forward, Strand } from './strand.js';

/** Those of no key need no name that another could have. */
export type Key = string | symbol;

export class KeyStrand implements Strand {
  readonly forwards: Forward[] = [];
  /** Those of a running call stay until it has ended. */
  #pending: ConsumedMessage[] = [];
  #head = 0;
  busy = false;
  /** How many messages it was counted with when it became ready. */
  counted = 0;
  /** On the clock of `performance`; 0 when it does not back off. */
  backsOffUntil = 0;

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
  get hasNothingBeforeForwards(): boolean {
    const { first } = this;
    return first === undefined || first.offset >= (this.forwards[0]?.message.offset ?? Number.POSITIVE_INFINITY);
  }

  add(message: ConsumedMessage): void {
    this.#pending.push(message);
  }

  /** The first messages that one call may take: none that is to be sent elsewhere, and what is refused alone. */
  firstOf(max: number): ConsumedMessage[] {
    const end = this.forwards[0]?.message.offset ?? Number.POSITIVE_INFINITY;
    const taken: ConsumedMessage[] = [];
    for (let index = this.#head; index < this.#pending.length && taken.length < max; index++) {
      const message = this.#pending[index] as ConsumedMessage;
      if (message.offset >= end) break;
      if (this.tracker.isDone(message.offset)) continue;
      const isRefused = message.refusal !== undefined;
      if (!isRefused || taken.length === 0) taken.push(message);
      if (isRefused) break;
    }
    return taken;
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
    this.backsOffUntil = Math.max(this.backsOffUntil, performance.now() + ms);
    return ms;
  }
}
