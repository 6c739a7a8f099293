/**
 * Accepted messages that were not delivered and that no caller gets a report of: each becomes an event
 * `delivery.lost` with its key, so that the log names it.
 */
import { type Monitor, toError } from '@kfw/core';
import type { OnUndelivered } from '@kfw/core/internal';

export interface LostMessage {
  readonly topic: string;
  readonly partition?: number | undefined;
  readonly key: Buffer | null;
}

export class LostMessages {
  #count = 0;
  #areReportsOver = false;

  constructor(private readonly monitor: Monitor) {}

  /** The number of messages lost so far. */
  get count(): number {
    return this.#count;
  }

  /** For the producer. Callers that wait for a report get the error in it, not here, until the process ends. */
  readonly onUndelivered: OnUndelivered = (undelivered, awaited) => {
    if (awaited && !this.#areReportsOver) return;
    for (const { message, error } of undelivered) this.add([message], error);
  };

  /** Whether the process is ending. */
  get areReportsOver(): boolean {
    return this.#areReportsOver;
  }

  /** The process is ending: a caller that waits for a report may not get to read it. */
  endReports(): void {
    this.#areReportsOver = true;
  }

  add(messages: readonly LostMessage[], thrown: unknown): void {
    this.#count += messages.length;
    const error = toError(thrown);
    for (const { topic, partition, key } of messages) {
      this.monitor.publish('delivery.lost', { topic, partition, key, error });
    }
  }
}
