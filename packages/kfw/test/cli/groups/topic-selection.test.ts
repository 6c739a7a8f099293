import { expect, it } from '@jest/globals';
import { parseTopicSelection } from '../../../src/cli/groups/topic-selection.js';

it('reads a topic with and without partitions', () => {
  expect(parseTopicSelection('--topic', 'orders.v2')).toEqual({ topic: 'orders.v2' });
  expect(parseTopicSelection('--topic', 'orders:0,13,0')).toEqual({ topic: 'orders', partitions: [0, 13] });
});

it.each(['', ':0', 'orders:', 'orders:a', 'orders:0,', 'orders:-1', 'orders:1:2'])('refuses "%s"', (given) => {
  expect(() => parseTopicSelection('--topic', given)).toThrow('--topic takes a topic, or a topic with partitions');
});
