/** Delays of retry topics, and the names that come of them. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDelay, retryTopicName } from '../../../src/routing/options/retry-delay.js';

const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const weekMs = 7 * unitsMs.d;

describe('a delay', () => {
  it.each([
    ['1s', 1_000],
    ['10s', 10_000],
    ['90m', 5_400_000],
    ['24h', 86_400_000],
    ['7d', weekMs],
    ['168h', weekMs],
    ['604800s', weekMs],
  ])('%s is %i ms', (given, delayMs) => {
    expect(parseDelay(given)).toBe(delayMs);
  });

  it.each([
    ['0s'],
    ['01s'],
    ['1'],
    ['s'],
    [''],
    ['1.5s'],
    ['-1s'],
    ['1 s'],
    [' 1s'],
    ['1s '],
    ['1s\n'],
    ['1S'],
    ['1ms'],
    ['1w'],
    ['8d'],
    ['169h'],
    ['604801s'],
    ['1000000s'],
    [10],
    [null],
    [undefined],
    [['1s']],
  ])('%j is invalid', (given) => {
    expect(parseDelay(given)).toBeUndefined();
  });

  it('is its amount times its unit, up to a week', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), fc.constantFrom('s', 'm', 'h', 'd'), (amount, unit) => {
        const delayMs = amount * unitsMs[unit];
        expect(parseDelay(`${amount}${unit}`)).toBe(delayMs <= weekMs ? delayMs : undefined);
      }),
    );
  });
});

describe('the name of a retry topic', () => {
  it('says the topic, the group whose it is, and the delay as it is written', () => {
    expect(retryTopicName('users', 'shop_app', '60s')).toBe('users.shop_app.retry-60s');
  });
});
