import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Line, splitLines } from '../../../src/cli/produce/split-lines.js';

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function linesOf(bytes: Buffer, size = 3): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const list of splitLines(chunksOf(bytes, size))) lines.push(...list);
  return lines;
}

it('counts empty lines and leaves them out, with or without a last line end', async () => {
  const expected = [
    { number: 1, text: 'one' },
    { number: 4, text: 'zwölf\r' },
    { number: 5, text: '€' },
  ];
  expect(await linesOf(Buffer.from('one\n\n  \nzwölf\r\n€'))).toEqual(expected);
  expect(await linesOf(Buffer.from('one\n\n  \nzwölf\r\n€\n'))).toEqual(expected);
  expect(await linesOf(Buffer.from(''))).toEqual([]);
});

it('marks a line that is not UTF-8', async () => {
  const bytes = Buffer.concat([Buffer.from('a\n'), Buffer.from([0xff, 0x0a]), Buffer.from('b')]);
  expect(await linesOf(bytes)).toEqual([
    { number: 1, text: 'a' },
    { number: 2, text: undefined },
    { number: 3, text: 'b' },
  ]);
});

it('gives the same lines, however the bytes come', async () => {
  const text = fc
    .array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 8 })
    .map((lines) => lines.join('\n'));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (given, size) => {
      const lines = given.split('\n').map((line, index) => ({ number: index + 1, text: line }));
      expect(await linesOf(Buffer.from(given), size)).toEqual(lines.filter((line) => line.text.trim() !== ''));
    }),
  );
});
