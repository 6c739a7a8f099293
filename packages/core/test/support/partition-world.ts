/**
 * A simulated broker for property tests of the consume loop: logs with gaps, a changing assignment, seeks, commits that may
 * fail, and a consumer that waits for instructions. It checks the invariants.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { recordOverheadBytes } from '../../src/consuming/buffer/record-queue.js';
import type { ConsumeLoop } from '../../src/consuming/group/consume-loop.js';
import type { Message } from '../../src/contracts/message.js';
import type { OffsetLookup } from '../../src/ports/admin.js';
import type { RawBatch } from '../../src/ports/records.js';
import type { OffsetCommit, Source } from '../../src/ports/transport.js';
import { Life } from './life.js';
import { batchOf, recordAt } from './world.js';

const value = Buffer.alloc(10);
const markers = 2;
export const recordBytes = value.length + recordOverheadBytes;

/** An instruction to a waiting handler. */
export interface Instruction {
  readonly do: 'finish' | 'fail' | 'pause' | 'mark' | 'through' | 'seek';
  readonly nth: number;
}

export interface Waiting {
  readonly life: Life;
  readonly instruct: (nextInstruction: Instruction) => void;
}

export interface Bounds {
  /** Bounds of a partition, and of all partitions. */
  readonly maxPartitionBufferBytes: number;
  readonly maxTotalBufferedBytes: number;
  readonly largestBatch: number;
}

export class PartitionWorld implements Source {
  readonly lives = new Map<number, Life>();
  readonly waiting: Waiting[] = [];
  /** Handlers finish at once, and mark what they have finished. */
  isCalm = false;
  failingCommits = 0;
  failedCommits = 0;
  /** Done, or passed by a seek. */
  finished = new Set<string>();
  readonly #committed = new Map<number, number>();
  readonly #paused = new Set<number>();
  #generation = 0;
  #isRebalancing = false;
  loop: ConsumeLoop | undefined;

  constructor(
    readonly logs: readonly (readonly number[])[],
    readonly manual: boolean,
    readonly bounds: Bounds,
  ) {}

  get lookup(): OffsetLookup {
    return {
      topicOffsets: async () =>
        this.logs.map((_log, partition) => ({ partition, low: 0, high: this.endOf(partition) })),
      offsetsAt: () => Promise.reject(new Error('these tests do not seek to a time')),
    };
  }

  /** Transaction markers follow the last record. */
  endOf(partition: number): number {
    const last = this.logs[partition]?.at(-1);
    return last === undefined ? 0 : last + 1 + markers;
  }

  committedOf(partition: number): number {
    return this.#committed.get(partition) ?? 0;
  }

  // Events of the member.

  assign(partition: number): void {
    if (this.lives.has(partition)) return;
    const generation = ++this.#generation;
    this.lives.set(partition, new Life(partition, generation, this.committedOf(partition), this.manual));
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

  /** The group has rebalanced, and all partitions are retained. */
  join(): void {
    this.#isRebalancing = false;
    this.loop?.onJoined({ memberId: 'a', generation: ++this.#generation, groupGeneration: 7 });
  }

  /** Delivers the next records; a paused partition gets none. */
  deliver(partition: number, count: number, generation?: number): void {
    const life = this.lives.get(partition);
    if (life === undefined || this.#isRebalancing || this.#paused.has(partition)) return;
    const left = (this.logs[partition] ?? []).filter((offset) => offset >= life.position);
    const offsets = left.slice(0, count);
    const end = this.endOf(partition);
    if (life.position === end) return;
    // Offsets without messages after a record come with it, or with the next records.
    const last = offsets.at(-1) ?? end - 1;
    const nextOffset = last % 2 === 0 ? last + 1 : (left[count] ?? end);
    const batch: RawBatch = batchOf(offsets, { partition, generation: generation ?? life.generation, nextOffset });
    if (generation === undefined) life.deliver(offsets, nextOffset);
    const records = offsets.map((offset) => recordAt(offset, value));
    this.loop?.onBatch({ ...batch, records });
    this.#checkBounds(life);
  }

  /** Checks that an empty partition is fetched, as soon as its lane has run. */
  async check(): Promise<void> {
    const starved = () => [...this.lives.values()].filter((life) => life.isIdle && this.#paused.has(life.partition));
    for (let turns = 0; turns < 100 && starved().length > 0; turns++) await turn();
    expect(starved().map(({ partition }) => partition)).toEqual([]);
  }

  #checkBounds(life: Life): void {
    const { maxPartitionBufferBytes, maxTotalBufferedBytes, largestBatch } = this.bounds;
    const all = [...this.lives.values()];
    const total = all.reduce((sum, { due }) => sum + due.length, 0);
    expect(life.due.length * recordBytes).toBeLessThanOrEqual(maxPartitionBufferBytes + largestBatch * recordBytes);
    // Each partition may hold one batch before it is paused.
    expect(total * recordBytes).toBeLessThanOrEqual(maxTotalBufferedBytes + all.length * largestBatch * recordBytes);
  }

  // Reports of the handler.

  /** A consume call begins: on the current life of the partition, alone, with the due offsets in order. */
  begin(life: Life, messages: readonly Message<unknown>[]): void {
    expect(this.lives.get(life.partition)).toBe(life);
    expect([life.running, life.over, life.paused, this.#isRebalancing]).toEqual([false, false, false, false]);
    expect(life.sought).toBeUndefined();
    expect(messages.map(({ offset }) => offset)).toEqual(life.due.slice(0, messages.length));
    for (const { offset, attempt } of messages)
      expect([offset, attempt, life.isAttempt(offset, attempt)]).toEqual([offset, attempt, true]);
    life.running = true;
  }

  /** A message is done; a life that is over may still finish its running call. */
  finish(life: Life, offset: number): void {
    life.done.add(offset);
    this.finished.add(`${life.partition}@${offset}`);
  }

  /** Waits for an instruction. */
  nextInstruction(life: Life): Promise<Instruction> {
    if (this.isCalm) return Promise.resolve({ do: 'finish', nth: 0 });
    return new Promise((instruct) => this.waiting.push({ life, instruct }));
  }

  // The source of the loop.

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

  /** After a successful seek, or after a failure, back to the first unmarked message. */
  resetTo({ partition, offset, generation }: { partition: number; offset: number; generation: number }): void {
    const life = this.lives.get(partition);
    if (life?.generation !== generation) return;
    if (life.sought === undefined) {
      expect([this.manual, offset]).toEqual([true, life.frontier]);
      life.position = offset;
      return;
    }
    expect(offset).toBe(life.sought);
    for (const skipped of this.logs[partition] ?? []) {
      if (skipped < offset) this.finished.add(`${partition}@${skipped}`);
    }
    life.restart(offset);
  }

  async commit(offsets: readonly OffsetCommit[]): Promise<{ stale: OffsetCommit[] }> {
    for (const { partition, generation, offset } of offsets) {
      const life = this.lives.get(partition);
      if (life?.generation !== generation) continue;
      // With manual offsets only marked messages are committed; never past unfinished work, and back only by a seek.
      if (this.manual) {
        expect(offset).toBe(life.marked);
        continue;
      }
      expect(offset).toBeLessThanOrEqual(life.frontier);
      expect(offset).toBeGreaterThanOrEqual(life.committed);
    }
    await turn();
    if (this.failingCommits > 0) {
      this.failingCommits--;
      this.failedCommits++;
      throw new Error('the coordinator is loading');
    }
    const isStale = ({ partition, generation }: OffsetCommit) => this.lives.get(partition)?.generation !== generation;
    for (const commit of offsets.filter((each) => !isStale(each))) {
      const life = this.lives.get(commit.partition);
      if (life !== undefined && commit.offset <= life.frontier) life.committed = commit.offset;
      this.#committed.set(commit.partition, commit.offset);
    }
    return { stale: offsets.filter(isStale) };
  }

  #end(life: Life): void {
    life.over = true;
    if (this.lives.get(life.partition) === life) this.lives.delete(life.partition);
    this.#paused.delete(life.partition);
  }
}
