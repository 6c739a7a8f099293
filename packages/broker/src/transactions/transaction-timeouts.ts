/**
 * One timer per open transaction, from its beginning: a transaction that is not ended in time is aborted by the broker.
 */
import type { Clock, Timer } from '../clock.js';
import type { Transaction } from './transaction.js';

const retryAfterMs = 1_000;

export class TransactionTimeouts {
  readonly #timers = new Map<string, Timer>();

  constructor(
    private readonly clock: Clock,
    private readonly onExpired: (transactionalId: string) => void,
  ) {}

  /** The timeout may have passed already, for a transaction that began before a restart. */
  start({ transactionalId, startedAt, timeoutMs }: Transaction): void {
    this.#set(transactionalId, startedAt + timeoutMs - this.clock.now());
  }

  /** Sets the timer again after a failed abort. */
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
