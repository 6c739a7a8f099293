import { expect, it } from '@jest/globals';
import { parseSettings } from '../../../../src/cli/dead-letters/replay/replay-options.js';

it('goes to the source, without a limit, unless it is told otherwise', () => {
  expect(parseSettings({})).toEqual({
    execute: false,
    keepGoing: false,
    target: { kind: 'source' },
    rate: undefined,
    maxReplays: 3,
  });
});

it.each([
  ['source', { kind: 'source' }],
  ['retry:10s', { kind: 'retry', delay: '10s' }],
  ['orders.again', { kind: 'topic', topic: 'orders.again' }],
])('--to %s', (to, target) => {
  expect(parseSettings({ to }).target).toEqual(target);
});

it('calls consumers with --to-consumer, which excludes --to', () => {
  expect(parseSettings({ toConsumer: true }).target).toEqual({ kind: 'consumer' });
  expect(() => parseSettings({ toConsumer: true, to: 'source' })).toThrow(/exclude each other/);
});

it.each([
  ['200/s', 200],
  ['200', 200],
  ['0.5/s', 0.5],
])('--rate %s', (rate, perSecond) => {
  expect(parseSettings({ rate }).rate).toBe(perSecond);
});

it.each([
  [{ to: 'retry:soon' }, '--to takes source, a topic, or retry:'],
  [{ to: 'retry:' }, '--to takes'],
  [{ rate: '0/s' }, '--rate takes messages per second, for example 200/s; got "0/s"'],
  [{ rate: '200/day' }, '--rate takes'],
  [{ maxReplays: '0' }, '--max-replays takes a whole number of at least 1'],
  [{ maxReplays: 'three' }, '--max-replays takes'],
])('refuses %j', (options, message) => {
  expect(() => parseSettings(options)).toThrow(message);
});
