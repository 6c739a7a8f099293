/** One timer for each open transaction, from its beginning: what is not ended in its time is aborted by the broker. */
import type { Clock, Timer } from '../clock.js';
import type { Transaction } from './transaction.js';

const retryAfterMs = 1_000;

export class TransactionTimeouts {
  readonly #timers = new Map<string, Timer>();

  constructor(
    private readonly clock: Clock,
    private readonly onExpired: (transactionalId: string) => void,
  ) {}

  /** Its time may be over already, when it was begun before a restart. */
  start({ transactionalId, startedAt, timeoutMs }: Transaction): void {
    this.#set(transactionalId, startedAt + timeoutMs - this.clock.now());
  }

  /** After something failed that should have been done in time. */
  retry(transactionalId: string): void {
    this.#set(transactionalId, retryAfterMs);
  }

  stop(transactionalId: string): void {
    this.#timers.get(transactionalId)?.cancel();
    this.#timers.delete(transactionalId);
  }

  close(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #set(transactionalId: string, delayMs: number): void {
    this.stop(transactionalId);
    const timer = this.clock.after(Math.max(0, delayMs), () => {
      this.#timers.delete(transactionalId);
      this.onExpired(transactionalId);
    });
    this.#timers.set(transactionalId, timer);
  }
}
