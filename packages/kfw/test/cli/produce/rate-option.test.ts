import { expect, it } from '@jest/globals';
import { parseRate } from '../../../src/cli/rate-option.js';

it.each([
  [undefined, undefined],
  ['200/s', 200],
  ['200', 200],
  ['90/min', 1.5],
  ['36/h', 0.01],
  ['0.5/s', 0.5],
])('%s is %s messages per second', (given, expected) => {
  expect(parseRate('--rate', given)).toBe(expected);
});

it.each(['0', '0/s', '-5/s', '5/d', 'fast', '', '1e3'])('refuses %j', (given) => {
  expect(() => parseRate('--rate', given)).toThrow(
    `--rate takes messages per second, for example 200/s; got "${given}".`,
  );
});
