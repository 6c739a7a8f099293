import { expect, it } from '@jest/globals';
import { concurrently } from '../src/concurrently.js';

it('runs so many at a time, and keeps their order', async () => {
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<string>());
  const begun: number[] = [];
  const all = concurrently([0, 1, 2, 3, 4], 2, (index) => {
    begun.push(index);
    return gates[index]?.promise ?? Promise.reject(new Error('no gate'));
  });
  expect(begun).toEqual([0, 1]);
  for (const index of [1, 0, 3, 2, 4]) gates[index]?.resolve(`r${index}`);
  expect(await all).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
});

it('begins no further item after a failure', async () => {
  const begun: number[] = [];
  await expect(
    concurrently([0, 1, 2, 3], 1, async (index) => {
      begun.push(index);
      if (index === 1) throw new Error('failed');
    }),
  ).rejects.toThrow('failed');
  expect(begun).toEqual([0, 1]);
});
