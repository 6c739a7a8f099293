import { describe, expect, it } from '@jest/globals';
import { count, duration, places } from '../../src/listeners/amounts.js';

const users = (...partitions: number[]) => partitions.map((partition) => ({ topic: 'users', partition }));

describe('amounts', () => {
  it.each([
    [0, '0 ms'],
    [0.04, '0 ms'],
    [0.44, '0.4 ms'],
    [9.4, '9 ms'],
    [999.4, '999 ms'],
    [1_000, '1 s'],
    [1_540, '1.5 s'],
    [119_000, '119 s'],
    [180_000, '3 min'],
  ])('%d milliseconds are %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('count in one or many', () => {
    expect([count(0, 'message'), count(1, 'message'), count(2, 'message')]).toEqual([
      '0 messages',
      '1 message',
      '2 messages',
    ]);
  });

  it('list partitions, and draw many together', () => {
    expect(places([])).toBe('no partitions');
    expect(places(users(1, 0))).toBe('users[1], users[0]');
    expect(places([...users(9, 0, 1, 2, 3, 4, 5, 7), { topic: 'orders', partition: 3 }])).toBe(
      'users[0…5], users[7], users[9], orders[3]',
    );
  });
});
