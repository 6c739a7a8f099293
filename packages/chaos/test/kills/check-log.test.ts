/** The judge of the kills must report each violation. */
import { describe, expect, it } from '@jest/globals';
import { Judge } from '../../src/kills/check-log.js';

const acknowledged = new Map([
  ['a', [0, 1, 2]],
  ['b', [0, 1]],
]);

function judge(lines: readonly string[]) {
  const log = new Judge();
  for (const line of lines) log.see(line);
  return log.verdict(acknowledged);
}

describe('the judge of a log', () => {
  it('finds nothing wrong with a log that holds all in order, and more than was acknowledged', () => {
    const lines = ['a 0', 'b 0', 'a 1', 'b 1', 'a 2', 'b 2'];
    expect(judge(lines)).toEqual({ held: 6, lost: 0, duplicates: 0, outOfOrder: 0 });
  });

  it.each([
    ['a message that is not there', ['a 0', 'a 2', 'b 0', 'b 1'], { lost: 1, duplicates: 0, outOfOrder: 0 }],
    ['one that is there twice', ['a 0', 'a 1', 'a 0', 'a 2', 'b 0', 'b 1'], { lost: 0, duplicates: 1, outOfOrder: 0 }],
    ['one after its successor', ['a 1', 'a 0', 'a 2', 'b 0', 'b 1'], { lost: 0, duplicates: 0, outOfOrder: 1 }],
    ['a key of which nothing is there', ['a 0', 'a 1', 'a 2'], { lost: 2, duplicates: 0, outOfOrder: 0 }],
  ])('sees %s', (_what, lines, verdict) => {
    expect(judge(lines)).toEqual({ held: lines.length, ...verdict });
  });
});
