/**
 * Messages that were accepted, were not delivered, and of which nobody is told otherwise: each becomes an event
 * `delivery.lost` with its key, so that the log says which they were.
 */
import { type Monitor, type OnUndelivered, toError } from '@kfw/core';

export interface LostMessage {
  readonly topic: string;
  readonly partition?: number | undefined;
  readonly key: Buffer | null;
}

export class LostMessages {
  #count = 0;
  #areReportsOver = false;

  constructor(private readonly monitor: Monitor) {}

  /** How many were lost until now. */
  get count(): number {
    return this.#count;
  }

  /** For the producer. Callers that wait for a report are told by it, and not here, until the process ends. */
  readonly onUndelivered: OnUndelivered = (undelivered, awaited) => {
    if (awaited && !this.#areReportsOver) return;
    for (const { message, error } of undelivered) this.add([message], error);
  };

  /** Whether the process ends. */
  get areReportsOver(): boolean {
    return this.#areReportsOver;
  }

  /** The process ends: who waits for a report may not come to read it. */
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
