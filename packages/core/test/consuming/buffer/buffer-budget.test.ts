/**
 * The bound of the process with simulated partitions: each takes a batch when it is fetched, and handles some of it. The
 * bound is exceeded by at most a batch per partition, and an empty partition is always fetched.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BufferBudget, type LaneBuffer } from '../../../src/consuming/buffer/buffer-budget.js';

class Partition implements LaneBuffer {
  held = 0;
  isFetched = true;

  constructor(private readonly budget: BufferBudget) {}

  pauseFetching(): void {
    expect(this.isFetched).toBe(true);
    this.isFetched = false;
  }

  resumeFetching(): void {
    expect(this.isFetched).toBe(false);
    this.isFetched = true;
  }

  take(bytes: number): void {
    if (this.isFetched) this.#hold(this.held + bytes);
  }

  work(bytes: number): void {
    this.#hold(Math.max(0, this.held - bytes));
  }

  #hold(bytes: number): void {
    this.held = bytes;
    this.budget.changed(this, bytes);
  }
}

const largestBatch = 20;
const steps = fc.array(
  fc.record({ at: fc.nat(4), bytes: fc.integer({ min: 1, max: largestBatch }), takes: fc.boolean() }),
  { minLength: 50, maxLength: 400, size: 'max' },
);

describe('the bound on bytes in memory', () => {
  it('is exceeded by at most a batch per partition, and starves none', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), steps, (maxBytes, plan) => {
        const budget = new BufferBudget(maxBytes);
        const all = Array.from({ length: 5 }, () => new Partition(budget));
        for (const { at, bytes, takes } of plan) {
          if (takes) all[at]?.take(bytes);
          else all[at]?.work(bytes);
          const total = all.reduce((sum, { held }) => sum + held, 0);
          expect(budget.totalBytes).toBe(total);
          expect(total).toBeLessThanOrEqual(maxBytes + all.length * largestBatch);
          for (const { held, isFetched } of all) if (held === 0) expect(isFetched).toBe(true);
          if (total <= maxBytes / 2) expect(all.every(({ isFetched }) => isFetched)).toBe(true);
          else if (total > maxBytes && takes) expect(all.some(({ isFetched }) => !isFetched)).toBe(true);
        }
      }),
    );
  });

  it('pauses the fullest first, and no others', () => {
    const budget = new BufferBudget(10);
    const [slow, quick] = [new Partition(budget), new Partition(budget)];
    slow.take(8);
    quick.take(3);
    expect([slow.isFetched, quick.isFetched]).toEqual([false, true]);
    // Below the bound, but not below half of it.
    slow.work(4);
    expect(slow.isFetched).toBe(false);
    quick.work(2);
    expect(slow.isFetched).toBe(true);
  });

  it('counts the bytes of sources, and pauses partitions for them as for those of lanes', () => {
    const budget = new BufferBudget(10);
    const partition = new Partition(budget);
    partition.take(4);
    budget.adjust(8);
    expect([budget.totalBytes, partition.isFetched]).toEqual([12, false]);
    budget.adjust(-8);
    expect([budget.totalBytes, partition.isFetched]).toEqual([4, true]);
  });
});

describe('a reservation', () => {
  it('is granted at once up to the bound, then in order as others are released', async () => {
    const budget = new BufferBudget(10);
    const admitted: string[] = [];
    const take = (name: string, bytes: number) => {
      const waiting = budget.reserve(bytes);
      void waiting?.then(() => admitted.push(name));
      return waiting;
    };
    expect([take('a', 6), take('b', 6)]).toEqual([undefined, undefined]);
    expect([take('c', 6), take('d', 1)].every((waiting) => waiting !== undefined)).toBe(true);
    expect(budget.totalBytes).toBe(12);
    budget.adjust(-6);
    await new Promise(setImmediate);
    expect([admitted, budget.totalBytes]).toEqual([['c'], 12]);
    budget.adjust(-6);
    await new Promise(setImmediate);
    expect([admitted, budget.totalBytes]).toEqual([['c', 'd'], 7]);
  });

  it('larger than the bound is granted when the total is within the bound', () => {
    const budget = new BufferBudget(10);
    expect([budget.reserve(100), budget.totalBytes]).toEqual([undefined, 100]);
  });

  it('exceeds the bound by one at most, and each is granted in the end', async () => {
    const demands = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100 }), demands, async (maxBytes, sizes) => {
        const budget = new BufferBudget(maxBytes);
        let served = 0;
        const work = async (bytes: number): Promise<void> => {
          await budget.reserve(bytes);
          expect(budget.totalBytes).toBeLessThanOrEqual(maxBytes + Math.max(...sizes));
          await new Promise(setImmediate);
          budget.adjust(-bytes);
          served++;
        };
        await Promise.all(sizes.map(work));
        expect([served, budget.totalBytes]).toEqual([sizes.length, 0]);
      }),
    );
  });
});
