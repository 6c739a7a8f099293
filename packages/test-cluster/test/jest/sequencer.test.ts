/** The order in which scenarios run. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import LongestFirst, { longest } from '../../jest.sequencer.js';

const checkout = path.resolve(__dirname, '../../../..');
const context = { config: { id: 'x', cacheDirectory: '/nowhere' }, hasteFS: { getSize: () => 1 } };

it('begins with the longest, which are all there', () => {
  const short = 'packages/scenarios/offsets/short.test.ts';
  const tests = [short, longest[1] ?? '', longest[0] ?? ''].map((name) => ({
    path: path.join(checkout, name),
    context,
  }));
  const sorted = new LongestFirst({ contexts: [], globalConfig: {} }).sort(tests);
  expect(sorted.map((test) => path.relative(checkout, test.path))).toEqual([longest[0], longest[1], short]);
  expect(longest.filter((name) => !existsSync(path.join(checkout, name)))).toEqual([]);
});
