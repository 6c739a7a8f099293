/**
 * The bounds of the buffer, in messages and bytes, and the calls that wait for room in it: first come, first served, so
 * that calls keep their order.
 */
import type { Call } from './call.js';
import type { Entry } from './entry.js';
import type { ProducerSettings } from './producer-options.js';

type Bounds = Pick<ProducerSettings, 'maxBufferedMessages' | 'maxBufferedBytes'>;

export class Room {
  messages = 0;
  bytes = 0;
  #waiting: Call[] = [];
  #head = 0;

  constructor(
    private readonly bounds: Bounds,
    private readonly accept: (entry: Entry) => void,
  ) {}

  get hasWaiting(): boolean {
    return this.#head < this.#waiting.length;
  }

  /** The calls that wait, first to last. */
  get waiting(): readonly Call[] {
    return this.#waiting.slice(this.#head);
  }

  /** Whether all of a call fits now. */
  fits(entries: readonly Entry[]): boolean {
    if (this.hasWaiting || this.messages + entries.length > this.bounds.maxBufferedMessages) return false;
    let bytes = this.bytes;
    for (let at = 0; at < entries.length; at += 1) bytes += (entries[at] as Entry).bytes;
    return bytes <= this.bounds.maxBufferedBytes;
  }

  /** Takes what fits of a call; the rest of it waits. */
  enter(call: Call): void {
    if (!this.hasWaiting && this.#takeIn(call)) call.entered();
    else this.#waiting.push(call);
  }

  leave(messages: number, bytes: number): void {
    this.messages -= messages;
    this.bytes -= bytes;
  }

  /** Hands out what has become free. */
  admit(): void {
    while (this.hasWaiting) {
      const call = this.#waiting[this.#head] as Call;
      if (!this.#takeIn(call)) break;
      this.#head += 1;
      call.entered();
    }
    if (this.#head * 2 < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }

  /** Takes out the calls that wait and for which this holds. */
  turnAway(holds: (call: Call) => boolean): Call[] {
    const gone = this.waiting.filter(holds);
    this.#waiting = this.waiting.filter((call) => !holds(call));
    this.#head = 0;
    return gone;
  }

  /** Whether all of it is in. */
  #takeIn(call: Call): boolean {
    const { entries } = call;
    const { maxBufferedMessages, maxBufferedBytes } = this.bounds;
    while (call.accepted < entries.length) {
      const entry = entries[call.accepted] as Entry;
      if (this.messages >= maxBufferedMessages || this.bytes + entry.bytes > maxBufferedBytes) return false;
      this.messages += 1;
      this.bytes += entry.bytes;
      call.accepted += 1;
      this.accept(entry);
    }
    return true;
  }
}
