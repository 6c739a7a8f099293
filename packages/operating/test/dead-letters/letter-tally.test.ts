import { describe, expect, it } from '@jest/globals';
import { countLetters, deadLetterTopics } from '../../src/index.js';
import { readerOf, record } from './topic-in-memory.js';

describe('a tally of dead letters', () => {
  it('has a row for each source and error, most frequent first, with the first and the last failure', async () => {
    const of = (source: string, error: string, firstFailedAt: string) => ({
      'kfw-source-topic': source,
      'kfw-error-class': error,
      'kfw-first-failed-at': firstFailedAt,
    });
    const records = [
      record(100, of('orders', 'TypeError', '1970-01-01T00:01:30.000Z')),
      record(101, of('payments', 'TypeError', '1970-01-01T00:01:31.000Z')),
      record(102, of('orders', 'TypeError', '1970-01-01T00:01:20.000Z')),
      record(103, of('orders', 'Refused', '')),
      record(104),
      record(105, {}, { timestamp: -1 }),
      record(106),
    ];
    const tally = await countLetters({ topic: 'dead', reader: readerOf([records]) });
    expect(tally.total).toBe(7);
    const row = (sourceTopic: string | null, errorClass: string | null, count: number, times: readonly number[]) => {
      const [firstFailedAt, lastFailedAt] = times.map((second) => new Date(second * 1_000));
      return { topic: 'dead', sourceTopic, errorClass, count, firstFailedAt, lastFailedAt };
    };
    expect(tally.rows).toEqual([
      row(null, null, 3, [104, 106]),
      row('orders', 'TypeError', 2, [80, 102]),
      row('payments', 'TypeError', 1, [91, 101]),
      row('orders', 'Refused', 1, [103, 103]),
    ]);
  });

  it('has no times where no letter has one', async () => {
    const reader = readerOf([[record(0, {}, { timestamp: -1 })]]);
    const { rows } = await countLetters({ topic: 'dead', reader });
    expect(rows).toMatchObject([{ firstFailedAt: null, lastFailedAt: null }]);
  });
});

describe('the dead-letter topics of a cluster', () => {
  const existing = ['users', 'orders.dead-letters', 'a-dead-letter', 'orders-dlt', 'shop.DLQ', 'dlq.users', 'failed'];

  it('are those of the routes in an app, and those that are called so without one', () => {
    expect(deadLetterTopics({ declared: ['failed', 'gone'], existing })).toEqual(['failed']);
    const found = ['a-dead-letter', 'orders-dlt', 'orders.dead-letters', 'shop.DLQ'];
    expect(deadLetterTopics({ declared: undefined, existing })).toEqual(found);
  });

  it('include the parked topics of these', () => {
    const parked = [...existing, 'shop.DLQ.parked', 'failed.parked', 'users.parked'];
    expect(deadLetterTopics({ declared: ['failed'], existing: parked })).toEqual(['failed', 'failed.parked']);
    expect(deadLetterTopics({ declared: undefined, existing: parked })).toContain('shop.DLQ.parked');
    expect(deadLetterTopics({ declared: undefined, existing: parked })).not.toContain('users.parked');
  });
});
