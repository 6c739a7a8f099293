import { expect, it } from '@jest/globals';
import { parseInterval } from '../../src/cli/duration-option.js';

it.each([
  ['500ms', 500],
  ['5s', 5_000],
  ['2m', 120_000],
  ['24h', 86_400_000],
])('reads %s', (given, ms) => {
  expect(parseInterval('--interval', given)).toBe(ms);
});

it.each(['', '5', '0s', '-5s', '1.5s', '5 s', '25h', '1d'])('refuses "%s"', (given) => {
  expect(() => parseInterval('--interval', given)).toThrow('--interval takes a duration such as 500ms, 5s or 1m');
});
