/**
 * Callers that produce while brokers are killed: each has keys of its own and numbers the messages of each key. A call
 * sends one message of every key; two calls leave at once, and the caller waits for both before the next two. Acknowledgements
 * are recorded, message by message.
 */

export interface SentMessage {
  readonly key: string;
  readonly value: string;
}

/** Sends the messages of one call; resolves when all of them are acknowledged. */
export type Send = (messages: SentMessage[]) => Promise<unknown>;

const keysPerCaller = 6;
const callsAtOnce = 2;

export class Callers {
  /** By key, the numbers that were acknowledged. */
  readonly acknowledged = new Map<string, number[]>();
  /** Messages of calls that failed. */
  failed = 0;
  acknowledgedCount = 0;
  /** The longest time without any acknowledgement, in milliseconds. */
  longestSilenceMs = 0;
  readonly #send: Send;
  readonly #running: Promise<unknown>;
  #lastAt = performance.now();
  #stopping = false;

  constructor(count: number, send: Send) {
    this.#send = send;
    const callers = Array.from({ length: count }, (_, caller) =>
      Array.from({ length: keysPerCaller }, (_, index) => `key-${caller}-${index}`),
    );
    this.#running = Promise.all(callers.map((keys) => this.#call(keys)));
  }

  /** Lets each caller finish its running calls. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  async #call(keys: readonly string[]): Promise<void> {
    for (let next = 0; !this.#stopping; next += callsAtOnce) {
      const numbers = Array.from({ length: callsAtOnce }, (_, index) => next + index);
      await Promise.all(numbers.map((number) => this.#sendNumber(keys, number)));
    }
  }

  async #sendNumber(keys: readonly string[], number: number): Promise<void> {
    const [outcome] = await Promise.allSettled([this.#send(keys.map((key) => ({ key, value: String(number) })))]);
    if (outcome.status === 'rejected') {
      this.failed += keys.length;
      return;
    }
    for (const key of keys) {
      const numbers = this.acknowledged.get(key);
      if (numbers === undefined) this.acknowledged.set(key, [number]);
      else numbers.push(number);
    }
    this.acknowledgedCount += keys.length;
    const now = performance.now();
    this.longestSilenceMs = Math.max(this.longestSilenceMs, now - this.#lastAt);
    this.#lastAt = now;
  }
}
