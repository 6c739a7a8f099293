/** Repeats are reported as stretches: which worker handled which messages again, and which one before. */
import { describe, expect, it } from '@jest/globals';
import type { Handled } from '../../src/checker/records.js';
import { repeatedStretches, sentenceOf } from '../../src/checker/stretches.js';

function by(pid: number, at: number, ...offsets: number[]): Handled[] {
  return offsets.map((offset, index) => {
    return { key: 'a', seq: offset, partition: 3, offset, pid, at: at + index * 10, position: '0/0' };
  });
}

describe('repeated stretches', () => {
  it('hold what one worker handled again, one after the other', () => {
    const handled = [...by(1, 1_000, 0, 1, 2, 3), ...by(2, 5_000, 2, 3, 4), ...by(1, 6_000, 4)];
    const [first, second, ...others] = repeatedStretches(handled);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ partition: 3, firstOffset: 2, lastOffset: 3, messages: 2, by: 2, before: 1 });
    expect(second).toMatchObject({ firstOffset: 4, messages: 1, by: 1, before: 2 });
    expect(first && sentenceOf(first)).toBe(
      '00:00:05.000 2 repeated by 2: input 3/2–3, which were handled 00:00:01.020–00:00:01.030 by 1',
    );
  });

  it('end when nothing is repeated for a while', () => {
    const handled = [...by(1, 1_000, 0, 1), ...by(2, 5_000, 0), ...by(2, 20_000, 1)];
    expect(repeatedStretches(handled)).toHaveLength(2);
  });

  it('do not exist when nothing is repeated', () => {
    expect(repeatedStretches(by(1, 1_000, 0, 1, 2))).toEqual([]);
  });
});
