import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeRanges, encodeRanges } from '../../src/dead-letters/handled-metadata.js';
import { OffsetRanges } from '../../src/dead-letters/offset-ranges.js';

const range = fc.tuple(fc.nat(200), fc.nat(20)).map(([from, length]) => ({ from, end: from + length }));

describe('offset ranges', () => {
  it('hold exactly what was added, and never touch', () => {
    fc.assert(
      fc.property(fc.array(range), (added) => {
        const ranges = new OffsetRanges();
        for (const { from, end } of added) ranges.add(from, end);
        for (let offset = 0; offset < 225; offset++) {
          expect(ranges.has(offset)).toBe(added.some(({ from, end }) => from <= offset && offset < end));
        }
        const { all } = ranges;
        expect(all.every(({ from }, index) => index === 0 || from > (all[index - 1]?.end ?? 0))).toBe(true);
      }),
    );
  });

  it('are read from metadata as they were written, above 32 bits as well', () => {
    fc.assert(
      fc.property(fc.array(range), fc.constantFrom(0, 5, 2 ** 40), (added, base) => {
        const ranges = new OffsetRanges();
        for (const { from, end } of added) ranges.add(base + 1 + from, base + 1 + end);
        expect(decodeRanges(base, encodeRanges(base, ranges.all))).toEqual(ranges.all);
      }),
    );
  });

  it('are refused when the metadata is something else', () => {
    const cut = encodeRanges(0, [{ from: 300, end: 600 }]).slice(0, -3);
    for (const text of ['leader epoch 5', '1:', '1:????', cut, '2:AAAA']) expect(() => decodeRanges(0, text)).toThrow();
  });
});
