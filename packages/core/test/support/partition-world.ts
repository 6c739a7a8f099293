/**
 * A broker in miniature for property tests of the consume loop: logs with gaps, an assignment that changes, commits
 * that may fail; and a consumer that does nothing until it is told. It checks what must hold whatever happens.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { ConsumeLoop, Message, OffsetCommit, RawBatch, Source } from '@kfw/core';
import { batchOf, recordAt } from './world.js';

export const recordBytes = 10;
const value = Buffer.alloc(recordBytes);

/** What a waiting handler is told to do. */
export type Order = { readonly do: 'finish' | 'fail' } | { readonly do: 'mark'; readonly nth: number };

/** One assignment of one partition, from being gained to being lost. */
export interface Life {
  readonly partition: number;
  readonly generation: number;
  /** Offsets handed over, in order. */
  readonly delivered: number[];
  readonly done: Set<number>;
  readonly failures: Map<number, number>;
  committed: number;
  running: boolean;
  over: boolean;
}

export interface Waiting {
  readonly life: Life;
  readonly tell: (order: Order) => void;
}

export class PartitionWorld implements Source {
  readonly lives = new Map<number, Life>();
  readonly waiting: Waiting[] = [];
  /** Handlers finish at once. */
  isCalm = false;
  failingCommits = 0;
  failedCommits = 0;
  finished = new Set<string>();
  readonly #committed = new Map<number, number>();
  readonly #paused = new Set<number>();
  #generation = 0;
  #isRebalancing = false;
  loop: ConsumeLoop | undefined;

  constructor(
    readonly logs: readonly (readonly number[])[],
    readonly maxBufferedBytes: number,
    readonly largestBatch: number,
  ) {}

  endOf(partition: number): number {
    const last = this.logs[partition]?.at(-1);
    return last === undefined ? 0 : last + 1;
  }

  committedOf(partition: number): number {
    return this.#committed.get(partition) ?? 0;
  }

  isPaused(partition: number): boolean {
    return this.#paused.has(partition);
  }

  // What happens to the member.

  assign(partition: number): void {
    if (this.lives.has(partition)) return;
    const committed = this.committedOf(partition);
    const generation = ++this.#generation;
    const fresh = { delivered: [], done: new Set<number>(), failures: new Map<number, number>() };
    this.lives.set(partition, { partition, generation, ...fresh, committed, running: false, over: false });
    this.join();
    this.loop?.onAssigned({ generation, partitions: [{ topic: 'users', partition }] });
  }

  async revoke(partition: number, lost: boolean): Promise<void> {
    const life = this.lives.get(partition);
    if (life === undefined) return;
    if (lost) this.#end(life);
    const partitions = [{ topic: 'users', partition }];
    await this.loop?.onRevoked({ generation: this.#generation, partitions, deadlineMs: 0, lost });
    this.#end(life);
  }

  /** From now until `join`, nothing is delivered and nothing begins. */
  async rebalance(): Promise<void> {
    const partitions = [...this.lives.keys()].map((partition) => ({ topic: 'users', partition }));
    this.#isRebalancing = true;
    await this.loop?.onRebalancing({ partitions, deadlineMs: 0 });
  }

  /** The group has gone on, and all is retained. */
  join(): void {
    this.#isRebalancing = false;
    this.loop?.onJoined({ memberId: 'a', generation: ++this.#generation });
  }

  /** Hands over the next records; a paused partition gets none. */
  deliver(partition: number, count: number, generation?: number): void {
    const life = this.lives.get(partition);
    if (life === undefined || this.#isRebalancing || this.#paused.has(partition)) return;
    const from = (life.delivered.at(-1) ?? life.committed - 1) + 1;
    const offsets = (this.logs[partition] ?? []).filter((offset) => offset >= from).slice(0, count);
    if (offsets.length === 0) return;
    const batch: RawBatch = batchOf(offsets, { partition, generation: generation ?? life.generation });
    if (generation === undefined) life.delivered.push(...offsets);
    const records = offsets.map((offset) => recordAt(offset, value));
    this.loop?.onBatch({ ...batch, records });
    const unfinished = life.delivered.filter((offset) => offset >= this.#frontierOf(life)).length;
    expect(unfinished * recordBytes).toBeLessThanOrEqual(this.maxBufferedBytes + this.largestBatch * recordBytes);
  }

  // What the handler reports.

  /** A consume call begins: of the life that holds the partition, alone, at what is due, in order. */
  begin(life: Life, messages: readonly Message<unknown>[]): void {
    expect(this.lives.get(life.partition)).toBe(life);
    expect([life.running, life.over, this.#isRebalancing]).toEqual([false, false, false]);
    const due = life.delivered.filter((offset) => !life.done.has(offset));
    expect(messages.map(({ offset }) => offset)).toEqual(due.slice(0, messages.length));
    for (const { offset, attempt } of messages) expect(attempt).toBe((life.failures.get(offset) ?? 0) + 1);
    life.running = true;
  }

  finish(life: Life, offset: number): void {
    // Done once in a life; a life that is over may still finish what it was at.
    life.done.add(offset);
    this.finished.add(`${life.partition}@${offset}`);
  }

  /** Waits to be told. */
  order(life: Life): Promise<Order> {
    if (this.isCalm) return Promise.resolve({ do: 'finish' });
    return new Promise((tell) => this.waiting.push({ life, tell }));
  }

  // What the loop asks of its source.

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    for (const partition of [...this.lives.keys()]) await this.revoke(partition, false);
  }

  pause(partitions: readonly { partition: number }[]): void {
    for (const { partition } of partitions) this.#paused.add(partition);
  }

  resume(partitions: readonly { partition: number }[]): void {
    for (const { partition } of partitions) this.#paused.delete(partition);
  }

  resetTo(): void {}

  async commit(offsets: readonly OffsetCommit[]): Promise<{ stale: OffsetCommit[] }> {
    await turn();
    if (this.failingCommits > 0) {
      this.failingCommits--;
      this.failedCommits++;
      throw new Error('the coordinator is loading');
    }
    const stale: OffsetCommit[] = [];
    for (const commit of offsets) {
      const life = this.lives.get(commit.partition);
      if (life?.generation !== commit.generation) {
        stale.push(commit);
        continue;
      }
      // Never past unfinished work, never back.
      expect(commit.offset).toBeLessThanOrEqual(this.#frontierOf(life));
      expect(commit.offset).toBeGreaterThanOrEqual(life.committed);
      life.committed = commit.offset;
      this.#committed.set(commit.partition, commit.offset);
    }
    return { stale };
  }

  #frontierOf(life: Life): number {
    const end = (life.delivered.at(-1) ?? life.committed - 1) + 1;
    return life.delivered.find((offset) => !life.done.has(offset)) ?? end;
  }

  #end(life: Life): void {
    life.over = true;
    if (this.lives.get(life.partition) === life) this.lives.delete(life.partition);
    this.#paused.delete(life.partition);
  }
}
