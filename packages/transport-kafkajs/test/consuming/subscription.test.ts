import { describe, expect, it } from '@jest/globals';
import { matchTopics } from '../../src/consuming/subscription.js';

describe('a subscription', () => {
  it('finds existing topics and names missing ones', () => {
    const { found, missing } = matchTopics(
      [
        { topic: 'users', startFrom: 'earliest' },
        { topic: 'orders', startFrom: 'latest' },
      ],
      ['users', 'other'],
    );
    expect([...found]).toEqual([['users', 'earliest']]);
    expect(missing).toEqual(['orders']);
  });

  it('prefers a name to a pattern, whatever their order', () => {
    const { found } = matchTopics(
      [
        { topic: /^users/, startFrom: 'latest' },
        { topic: 'users', startFrom: 'earliest' },
      ],
      ['users', 'users.old'],
    );
    expect([...found]).toEqual([
      ['users', 'earliest'],
      ['users.old', 'latest'],
    ]);
  });

  it('matches each topic independently, and never Kafka’s own', () => {
    const pattern = /s/g;
    const existing = ['__consumer_offsets', 'users', 'orders', 'sums'];
    for (const _round of [1, 2]) {
      const { found } = matchTopics([{ topic: pattern, startFrom: 'earliest' }], existing);
      expect([...found.keys()]).toEqual(['users', 'orders', 'sums']);
    }
  });
});
