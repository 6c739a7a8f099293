import { describe, expect, it } from '@jest/globals';
import type { OffsetToSet } from '@kfw/core';
import { countLetters, discardLetters, HandledOffsets } from '../../src/index.js';
import { readerOf, record } from './topic-in-memory.js';

const topic = 'dead';

function store() {
  const committed = new Map<number, OffsetToSet>();
  return {
    committed,
    admin: {
      groupOffsets: async () => [...committed.values()],
      setGroupOffsets: async (_group: string, offsets: readonly OffsetToSet[]) => {
        for (const offset of offsets) committed.set(offset.partition, offset);
        return [];
      },
    },
  };
}

describe('discarding dead letters', () => {
  const records = Array.from({ length: 30 }, (_, offset) => record(offset, { 'kfw-error-class': `E${offset % 3}` }));
  const reader = () => readerOf([records]);

  it('marks the selected letters, for later scans', async () => {
    const { admin, committed } = store();
    const filter = { error: 'E0' };
    const result = await discardLetters({
      topic,
      reader: reader(),
      filter,
      handled: await HandledOffsets.load(admin, topic),
    });
    expect(result).toEqual({ discarded: 10, left: 0 });
    const handled = await HandledOffsets.load(admin, topic);
    const { rows } = await countLetters({ topic, reader: reader(), handled });
    expect(rows.map(({ errorClass, count }) => [errorClass, count])).toEqual([
      ['E1', 10],
      ['E2', 10],
    ]);
    expect(await discardLetters({ topic, reader: reader(), handled })).toEqual({ discarded: 20, left: 0 });
    expect(committed.get(0)).toMatchObject({ offset: 30, metadata: '' });
  });

  it('marks what follows the last letter as well, where that is not a letter, and only behind letters that are marked', async () => {
    const { admin, committed } = store();
    const discard = async (filter: object) =>
      discardLetters({
        topic,
        reader: readerOf([records], 0, 2),
        filter,
        handled: await HandledOffsets.load(admin, topic),
      });
    await discard({ error: 'E0' });
    const handled = await HandledOffsets.load(admin, topic);
    expect(handled.unhandledIn(0, 0, 32)).toBe(22);
    await discard({});
    expect(committed.get(0)).toMatchObject({ offset: 32, metadata: '' });
    // Of a topic that gets more letters none counts as handled.
    const again = await HandledOffsets.load(admin, topic);
    expect(again.unhandledIn(0, 0, 34)).toBe(2);
    expect(await discard({})).toEqual({ discarded: 0, left: 0 });
  });

  it('leaves letters that cannot be remembered, and says how many', async () => {
    const { admin } = store();
    // Every letter of a random half: no pattern to compress.
    let seed = 7;
    const isSelected = records.map(() => false);
    const many = Array.from({ length: 60_000 }, (_, offset) => {
      seed = (seed * 48_271) % 2_147_483_647;
      isSelected[offset] = seed % 2 === 0;
      return record(offset);
    });
    const selected = isSelected.filter(Boolean).length;
    const where = ({ place }: { place: { offset: number } }) => isSelected[place.offset] === true;
    const scan = { topic, filter: { where } };
    const first = await discardLetters({
      ...scan,
      reader: readerOf([many]),
      handled: await HandledOffsets.load(admin, topic),
    });
    expect(first.left).toBeGreaterThan(0);
    expect(first.discarded).toBeGreaterThan(5_000);
    expect(first.discarded + first.left).toBe(selected);
    const handled = await HandledOffsets.load(admin, topic);
    const after = await countLetters({ ...scan, reader: readerOf([many]), handled });
    expect(after.total).toBe(first.left);
  });
});
