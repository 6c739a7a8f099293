/**
 * The kafkajs producer of a sink, and its replacement. After a failure kafkajs sets its sequence numbers back, though
 * the broker may have written the batch: sent again, the batch is recognised, but another one in its place would be
 * taken for a repetition and silently dropped. So when other records follow a failure, a producer with a new id takes
 * over; the old one ends when its requests have.
 */
import type { PartitionBatch } from '@kfw/core';
import type { Producer } from 'kafkajs';
import { partitionKey } from './partition-results.js';

interface Lease {
  readonly producer: Promise<Producer>;
  inFlight: number;
  retired: boolean;
  /** It never connected: whoever sends next gets another. */
  failed: boolean;
  abandoned: boolean;
}

interface Unsettled {
  readonly first: unknown;
  readonly count: number;
}

export class ProducerLease {
  readonly #connect: () => Promise<Producer>;
  readonly #onDisconnectFailed: (thrown: unknown) => void;
  #lease: Lease;
  /** Per partition, what failed without an answer that it was not written. */
  #unsettled = new Map<string, Unsettled>();

  constructor(connect: () => Promise<Producer>, onDisconnectFailed: (thrown: unknown) => void) {
    this.#connect = connect;
    this.#onDisconnectFailed = onDisconnectFailed;
    this.#lease = this.#renewed();
  }

  async ready(): Promise<void> {
    await this.#lease.producer;
  }

  /** Runs `send` with a producer that may send these batches. */
  async use<T>(batches: readonly PartitionBatch[], send: (producer: Producer) => Promise<T>): Promise<T> {
    if (this.#lease.failed || this.#lease.abandoned || batches.some((batch) => this.#replacesUnsettled(batch)))
      this.#replace();
    const lease = this.#lease;
    lease.inFlight++;
    try {
      return await send(await lease.producer);
    } finally {
      lease.inFlight--;
      this.#endWhenIdle(lease);
    }
  }

  settled(batch: PartitionBatch): void {
    if (this.#unsettled.size > 0) this.#unsettled.delete(partitionKey(batch));
  }

  unsettled(batch: PartitionBatch): void {
    this.#unsettled.set(partitionKey(batch), { first: batch.records[0], count: batch.records.length });
  }

  isUnsettled(batch: PartitionBatch): boolean {
    return this.#unsettled.size > 0 && this.#unsettled.has(partitionKey(batch));
  }

  /** The broker does not accept this producer any more: whoever sends next gets another. */
  abandon(): void {
    this.#lease.abandoned = true;
  }

  async end(): Promise<void> {
    const [outcome] = await Promise.allSettled([this.#lease.producer]);
    if (outcome.status === 'fulfilled') await outcome.value.disconnect();
  }

  #replacesUnsettled(batch: PartitionBatch): boolean {
    const failed = this.#unsettled.size === 0 ? undefined : this.#unsettled.get(partitionKey(batch));
    return failed !== undefined && (failed.first !== batch.records[0] || failed.count !== batch.records.length);
  }

  #replace(): void {
    const old = this.#lease;
    this.#lease = this.#renewed();
    this.#unsettled.clear();
    old.retired = true;
    this.#endWhenIdle(old);
  }

  #renewed(): Lease {
    const lease: Lease = { producer: this.#connect(), inFlight: 0, retired: false, failed: false, abandoned: false };
    // Whoever waits for this producer is told of a failed connection.
    lease.producer.catch(() => {
      lease.failed = true;
    });
    return lease;
  }

  #endWhenIdle(lease: Lease): void {
    if (!lease.retired || lease.inFlight > 0 || lease.failed) return;
    lease.producer.then((producer) => producer.disconnect()).catch(this.#onDisconnectFailed);
  }
}
