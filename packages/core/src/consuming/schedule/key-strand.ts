/**
 * The waiting messages of one key in offset order, and the state of the key. Done messages are dropped from the front, and
 * skipped elsewhere when they are reached: the cost of a call does not depend on how many messages wait behind it.
 */

import type { OffsetTracker } from '../buffer/offset-tracker.js';
import type { ConsumedMessage } from '../handler/consumed-message.js';
import type { Forward, Strand } from './strand.js';

/** A symbol for messages without a key: no other strand can have the same. */
export type Key = string | symbol;

export class KeyStrand implements Strand {
  readonly forwards: Forward[] = [];
  /** Messages of a running call stay until it has ended. */
  #pending: ConsumedMessage[] = [];
  #head = 0;
  busy = false;
  /** How many messages were counted when it became ready. */
  counted = 0;
  /** On the clock of `performance`; 0 when it does not back off. */
  backsOffUntil = 0;

  constructor(
    readonly key: Key,
    private readonly tracker: OffsetTracker,
  ) {}

  /** Waiting messages, including done ones behind an unfinished one. */
  get length(): number {
    return this.#pending.length - this.#head;
  }

  get first(): ConsumedMessage | undefined {
    return this.#pending[this.#head];
  }

  /** Every message before the first forward is done, or there is no forward. */
  get hasNothingBeforeForwards(): boolean {
    const { first } = this;
    return first === undefined || first.offset >= (this.forwards[0]?.message.offset ?? Number.POSITIVE_INFINITY);
  }

  add(message: ConsumedMessage): void {
    this.#pending.push(message);
  }

  /** The first messages for one call: up to the first forward, and a refused message alone. */
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

  /** Drops done messages from the front. */
  dropDone(): void {
    while (this.first !== undefined && this.tracker.isDone(this.first.offset)) this.#head++;
    // Many at a time, so that each message is copied once or twice only.
    if (this.#head === 0 || this.#head * 2 < this.#pending.length) return;
    this.#pending = this.#pending.slice(this.#head);
    this.#head = 0;
  }

  /** The longest of several back-offs counts. */
  backOff(ms: number): number {
    this.backsOffUntil = Math.max(this.backsOffUntil, performance.now() + ms);
    return ms;
  }
}
