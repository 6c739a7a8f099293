/**
 * The bounds of the buffer, in messages and bytes, and the calls that wait for room in it: first come, first served, so
 * that calls keep their order.
 */
import type { Call } from '../call/call.js';
import type { ProducerSettings } from '../producer-options.js';
import type { BufferedMessage } from './partition-queue.js';

type BufferLimits = Pick<ProducerSettings, 'maxBufferedMessages' | 'maxBufferedBytes'>;

export class BufferCapacity {
  messages = 0;
  bytes = 0;
  #waiting: Call[] = [];
  #head = 0;

  constructor(
    private readonly limits: BufferLimits,
    private readonly onAdmitted: (message: BufferedMessage) => void,
  ) {}

  get hasWaiting(): boolean {
    return this.#head < this.#waiting.length;
  }

  /** The calls that wait, first to last. */
  get waiting(): readonly Call[] {
    return this.#waiting.slice(this.#head);
  }

  /** Whether all of a call fits now. */
  fits(bufferedMessages: readonly BufferedMessage[]): boolean {
    if (this.hasWaiting || this.messages + bufferedMessages.length > this.limits.maxBufferedMessages) return false;
    let bytes = this.bytes;
    for (let at = 0; at < bufferedMessages.length; at += 1) bytes += (bufferedMessages[at] as BufferedMessage).bytes;
    return bytes <= this.limits.maxBufferedBytes;
  }

  /** Takes what fits of a call; the rest of it waits. */
  admitOrQueue(call: Call): void {
    if (!this.hasWaiting && this.#admit(call)) call.onBuffered();
    else this.#waiting.push(call);
  }

  release(messages: number, bytes: number): void {
    this.messages -= messages;
    this.bytes -= bytes;
  }

  /** Hands out what has become free. */
  admitWaiting(): void {
    while (this.hasWaiting) {
      const call = this.#waiting[this.#head] as Call;
      if (!this.#admit(call)) break;
      this.#head += 1;
      call.onBuffered();
    }
    if (this.#head * 2 < this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }

  /** Takes out the calls that wait and for which this holds. */
  reject(matches: (call: Call) => boolean): Call[] {
    const rejected = this.waiting.filter(matches);
    this.#waiting = this.waiting.filter((call) => !matches(call));
    this.#head = 0;
    return rejected;
  }

  /** Whether all of it is in. */
  #admit(call: Call): boolean {
    const { bufferedMessages } = call;
    const { maxBufferedMessages, maxBufferedBytes } = this.limits;
    while (call.accepted < bufferedMessages.length) {
      const message = bufferedMessages[call.accepted] as BufferedMessage;
      if (this.messages >= maxBufferedMessages || this.bytes + message.bytes > maxBufferedBytes) return false;
      this.messages += 1;
      this.bytes += message.bytes;
      call.accepted += 1;
      this.onAdmitted(message);
    }
    return true;
  }
}
