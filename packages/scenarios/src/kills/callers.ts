/**
 * Callers that produce while brokers are killed: each has a key of its own and numbers its messages. A burst leaves at
 * once, and the caller waits for all of it before the next. What was acknowledged is noted, message by message.
 */

/** Sends one message; resolves when it is acknowledged. */
export type Send = (key: string, value: string) => Promise<unknown>;

const burstSize = 5;

export class Callers {
  /** By key, the numbers that were acknowledged, in the order of the numbers. */
  readonly acknowledged = new Map<string, number[]>();
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
    const keys = Array.from({ length: count }, (_, index) => `key-${index}`);
    this.#running = Promise.all(keys.map((key) => this.#call(key)));
  }

  /** Lets each caller finish its burst. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  async #call(key: string): Promise<void> {
    const acknowledged: number[] = [];
    this.acknowledged.set(key, acknowledged);
    for (let next = 0; !this.#stopping; next += burstSize) {
      const numbers = Array.from({ length: burstSize }, (_, index) => next + index);
      const outcomes = await Promise.allSettled(numbers.map((number) => this.#send(key, String(number))));
      outcomes.forEach(({ status }, index) => {
        if (status === 'fulfilled') acknowledged.push(next + index);
        else this.failed++;
      });
      this.#heard(outcomes.filter(({ status }) => status === 'fulfilled').length);
    }
  }

  #heard(count: number): void {
    if (count === 0) return;
    this.acknowledgedCount += count;
    const now = performance.now();
    this.longestSilenceMs = Math.max(this.longestSilenceMs, now - this.#lastAt);
    this.#lastAt = now;
  }
}
