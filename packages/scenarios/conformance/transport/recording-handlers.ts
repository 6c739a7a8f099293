/**
 * Handlers that record the calls of a source, and let a test wait for them. What a test wants done in a
 * callback it gives as `during`.
 */
import type { JoinedMember, RawBatch, RawRecord, SourceHandlers, TopicPartition } from '@kfw/core';

type Revocation = Parameters<SourceHandlers['onRevoked']>[0];
type Rebalance = Parameters<SourceHandlers['onRebalancing']>[0];

export interface During {
  rebalancing?: (rebalance: Rebalance) => Promise<void>;
  revoked?: (revocation: Revocation) => Promise<void>;
}

export class RecordingHandlers implements SourceHandlers {
  readonly batches: RawBatch[] = [];
  readonly joins: JoinedMember[] = [];
  readonly assigned: (TopicPartition & { generation: number })[] = [];
  readonly revoked: (TopicPartition & { lost: boolean })[] = [];
  readonly crashes: Error[] = [];
  rebalances = 0;
  readonly #during: During;
  readonly #waiting = new Set<() => void>();

  constructor(during: During = {}) {
    this.#during = during;
  }

  onBatch(batch: RawBatch): void {
    this.batches.push(batch);
    this.#notify();
  }

  onJoined(member: JoinedMember): void {
    this.joins.push(member);
    this.#notify();
  }

  onAssigned({ generation, partitions }: { generation: number; partitions: readonly TopicPartition[] }): void {
    this.assigned.push(...partitions.map((partition) => ({ ...partition, generation })));
    this.#notify();
  }

  async onRebalancing(rebalance: Rebalance): Promise<void> {
    this.rebalances++;
    this.#notify();
    await this.#during.rebalancing?.(rebalance);
  }

  async onRevoked(revocation: Revocation): Promise<void> {
    this.revoked.push(...revocation.partitions.map((partition) => ({ ...partition, lost: revocation.lost })));
    this.#notify();
    await this.#during.revoked?.(revocation);
  }

  onCrash(error: Error): void {
    this.crashes.push(error);
    this.#notify();
  }

  /** All records so far, in the order of delivery. */
  records(partition?: number): RawRecord[] {
    return this.batches
      .filter((batch) => partition === undefined || batch.partition === partition)
      .flatMap((batch) => batch.records);
  }

  values(partition?: number): (string | undefined)[] {
    return this.records(partition).map(({ value }) => value?.toString());
  }

  /** The partitions held now. */
  held(): number[] {
    const held = new Set<number>();
    for (const { partition } of this.assigned) held.add(partition);
    for (const { partition } of this.revoked) held.delete(partition);
    return [...held].sort();
  }

  generationOf(partition: number): number {
    return this.assigned.findLast((entry) => entry.partition === partition)?.generation ?? -1;
  }

  /** Resolves once the condition holds; asked after each call of a handler. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!condition()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  #notify(): void {
    for (const check of [...this.#waiting]) check();
  }
}
