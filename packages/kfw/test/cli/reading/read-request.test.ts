import { expect, it } from '@jest/globals';
import { type ReadOptions, readRange } from '../../../src/cli/reading/read-request.js';

it('reads everything that is there by default', () => {
  expect(readRange({})).toEqual({ from: { kind: 'earliest' }, follow: false });
});

it('reads a range of some partitions', () => {
  expect(readRange({ from: '@1000', to: '17', partition: ['0,3', '5'], limit: '10' })).toEqual({
    from: { kind: 'time', timestampMs: 1_000 },
    to: { kind: 'offset', offset: 17 },
    partitions: [0, 3, 5],
    limit: 10,
    follow: false,
  });
  expect(readRange({ last: '5', follow: true })).toMatchObject({ from: { kind: 'last', count: 5 }, follow: true });
});

it.each<[ReadOptions, string]>([
  [{ from: '-500' }, '--from takes'],
  [{ to: 'never' }, '--to takes'],
  [{ last: '0' }, '--last takes a number of messages'],
  [{ limit: '1e3' }, '--limit takes a number of messages'],
  [{ partition: ['a'] }, '--partition takes partitions'],
  [{ from: 'earliest', last: '1' }, "'--from' cannot be used with option '--last'"],
  [{ follow: true, to: '5' }, "'--follow' cannot be used with option '--to'"],
  [{ raw: true, json: true }, "'--raw' cannot be used with option '--json'"],
])('refuses %j', (options, message) => {
  expect(() => readRange(options)).toThrow(message);
});
