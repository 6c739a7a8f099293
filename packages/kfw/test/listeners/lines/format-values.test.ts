import { describe, expect, it } from '@jest/globals';
import { formatCount, formatDuration, formatPartitions } from '../../../src/listeners/lines/format-values.js';

const users = (...partitions: number[]) => partitions.map((partition) => ({ topic: 'users', partition }));

describe('formatted values', () => {
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
    expect(formatDuration(ms)).toBe(text);
  });

  it('count in one or many', () => {
    expect([formatCount(0, 'message'), formatCount(1, 'message'), formatCount(2, 'message')]).toEqual([
      '0 messages',
      '1 message',
      '2 messages',
    ]);
  });

  it('list partitions, and join many', () => {
    expect(formatPartitions([])).toBe('no partitions');
    expect(formatPartitions(users(1, 0))).toBe('users[1], users[0]');
    expect(formatPartitions([...users(9, 0, 1, 2, 3, 4, 5, 7), { topic: 'orders', partition: 3 }])).toBe(
      'users[0…5], users[7], users[9], orders[3]',
    );
  });
});
