import { expect, it } from '@jest/globals';
import { parseTopics } from '../../../src/cli/positions/parse-topics.js';

const parse = (...given: string[]) => parseTopics('--topic', given);

it('reads topics with and without partitions', () => {
  expect(parse('orders', 'users:0,3')).toEqual([{ topic: 'orders' }, { topic: 'users', partitions: [0, 3] }]);
});

it('joins the partitions of a topic that is named again; all of them win', () => {
  expect(parse('orders:0', 'orders:2,0')).toEqual([{ topic: 'orders', partitions: [0, 2] }]);
  expect(parse('orders:0', 'orders')).toEqual([{ topic: 'orders' }]);
  expect(parse('orders', 'orders:0')).toEqual([{ topic: 'orders' }]);
});

it.each(['', ':0', 'orders:', 'orders:a', 'orders:0,', 'orders:-1', 'orders:0-3', 'a:b:0'])('rejects "%s"', (given) => {
  expect(() => parse(given)).toThrow(
    expect.objectContaining({
      code: 'KFW_OPTION_INVALID',
      message: `--topic takes a topic, or a topic with partitions such as orders:0,3; got "${given}".`,
    }),
  );
});
