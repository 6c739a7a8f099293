import { deflateRawSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Admin, OffsetToSet, SetOffsetsOptions } from '@kfw/core';
import { HandledOffsets } from '../../src/index.js';

const topic = 'orders.dead-letters';
const letter = (offset: number) => ({ from: offset, end: offset + 1 });

/** Keeps the last commit of each partition, and refuses metadata as Kafka does. */
class GroupStore implements Pick<Admin, 'groupOffsets' | 'setGroupOffsets'> {
  readonly committed = new Map<number, OffsetToSet>();
  readonly options: (SetOffsetsOptions | undefined)[] = [];
  readonly groups = new Set<string>();
  failure: Error | undefined;

  async groupOffsets(group: string) {
    this.groups.add(group);
    return [...this.committed.values()];
  }

  async setGroupOffsets(group: string, offsets: readonly OffsetToSet[], options?: SetOffsetsOptions) {
    this.groups.add(group);
    this.options.push(options);
    if (this.failure !== undefined) throw this.failure;
    for (const offset of offsets) {
      expect(offset.metadata?.length ?? 0).toBeLessThanOrEqual(4_096);
      this.committed.set(offset.partition, offset);
    }
    return [];
  }
}

/** Gaps that do not compress. */
function randomNumbers(): () => number {
  let seed = 1;
  return () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed;
  };
}

describe('handled offsets', () => {
  let store: GroupStore;
  beforeEach(() => {
    store = new GroupStore();
  });
  const load = () => HandledOffsets.load(store, topic);

  it('are remembered in a group of the topic, in order and out of order, for longer than a week', async () => {
    const handled = await load();
    for (const offset of [0, 1, 2, 5, 9]) handled.add(0, letter(offset));
    handled.add(1, letter(3));
    await handled.commit();
    expect(store.committed.get(0)).toMatchObject({ topic, partition: 0, offset: 3 });
    expect(store.options[0]?.retainMs).toBeGreaterThan(365 * 86_400_000);
    expect([...store.groups]).toEqual(['kfw-dlq.orders.dead-letters']);
    const again = await load();
    expect([0, 2, 3, 5, 6, 9, 10].filter((offset) => again.has(0, offset))).toEqual([0, 2, 5, 9]);
    expect(again.frontier(0)).toBe(3);
    expect([again.has(1, 3), again.has(1, 0), again.frontier(1), again.has(2, 0)]).toEqual([true, false, 0, false]);
    for (const offset of [3, 4]) again.add(0, letter(offset));
    expect(again.frontier(0)).toBe(6);
  });

  it('are committed again after a failure, and only when something changed', async () => {
    const handled = await load();
    handled.add(0, letter(0));
    store.failure = new Error('not now');
    await expect(handled.commit()).rejects.toThrow('not now');
    store.failure = undefined;
    await handled.commit();
    expect(store.committed.get(0)?.offset).toBe(1);
    store.committed.clear();
    await handled.commit();
    expect(store.committed.size).toBe(0);
  });

  it('take every second letter until the metadata is full, and then in order only', async () => {
    const handled = await load();
    const random = randomNumbers();
    const taken: number[] = [];
    let refused = 0;
    for (let offset = 0; refused === 0; offset += 2 + (random() % 300)) {
      if (handled.reserve(0, letter(offset))) taken.push(offset);
      else refused = offset;
    }
    expect(taken.length).toBeGreaterThan(1_000);
    expect(handled.reserve(0, letter(refused + 10))).toBe(false);
    expect(handled.reserve(0, letter((taken.at(-1) ?? 0) + 1))).toBe(true);
    for (const offset of taken) handled.add(0, letter(offset));
    await handled.commit();
    const again = await load();
    expect(taken.every((offset) => again.has(0, offset))).toBe(true);
  });

  it('commit the first of many that are in flight, and the others later', async () => {
    const handled = await load();
    const random = randomNumbers();
    let last = 0;
    for (let offset = 1; offset < 60_000; offset += 2 + (random() % 20)) {
      handled.add(0, letter(offset));
      last = offset;
    }
    await handled.commit();
    const partly = await load();
    expect([partly.has(0, 1), partly.has(0, last)]).toEqual([true, false]);
    handled.add(0, { from: 0, end: 60_000 });
    await handled.commit();
    expect(store.committed.get(0)).toMatchObject({ offset: 60_000, metadata: '' });
  });

  it('begin at what the topic still has, and again when it ends before them', async () => {
    store.committed.set(0, { topic, partition: 0, offset: 10 });
    const handled = await load();
    handled.fitInto(0, 15, 30);
    expect([handled.frontier(0), handled.has(0, 14), handled.has(0, 15)]).toEqual([15, true, false]);
    handled.fitInto(0, 2, 9);
    expect([handled.frontier(0), handled.has(0, 2)]).toEqual([2, false]);
    handled.add(0, { from: 0, end: 4 });
    handled.add(0, letter(8));
    // The topic was made again, and has not as many letters yet as the last one that was handled out of order.
    handled.fitInto(0, 0, 6);
    expect([handled.has(0, 8), handled.frontier(0)]).toEqual([false, 0]);
  });

  it.each([
    ['mine'],
    // A few kilobytes that inflate to far more than ranges of one commit.
    [`1:${deflateRawSync(Buffer.alloc(16 * 1_048_576, 1)).toString('base64url')}`],
  ])('that another program wrote are named', async (metadata) => {
    store.committed.set(3, { topic, partition: 3, offset: 10, metadata });
    await expect(load()).rejects.toMatchObject({
      code: 'KFW_HANDLED_UNREADABLE',
      message: expect.stringMatching(/group kfw-dlq\.orders\.dead-letters .*partition 3/),
    });
  });
});
