import { describe, expect, it } from '@jest/globals';
import { progressLine, shownSeconds } from '../../../src/cli/rendering/progress.js';

describe('progressLine', () => {
  const state = { doing: 'replaying', unit: 'messages', done: 4_200, total: 10_000, passedMs: 20_000 };

  it('says how much is done, how fast, and how long the rest takes', () => {
    expect(progressLine(state)).toBe('replaying: 42 % (4,200 of 10,000 messages), 210/s, 28 s left');
  });

  it('does without a total', () => {
    expect(progressLine({ ...state, total: undefined })).toBe('replaying: 4,200 messages, 210/s');
  });

  it('does not pass 100 %', () => {
    expect(progressLine({ ...state, done: 10_500 })).toContain('100 %');
  });
});

describe('shownSeconds', () => {
  it.each([
    [0, '0 s'],
    [45.4, '45 s'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [7_500, '2 h 5 min'],
    [86_400 * 3 + 4 * 3_600 + 61, '3 d 4 h'],
  ])('shows %d s as %s', (seconds, shown) => {
    expect(shownSeconds(seconds)).toBe(shown);
  });
});
