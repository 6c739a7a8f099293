/** Options that conflict. */
import { describe, expect, it } from '@jest/globals';
import { conflictingOptions } from '../../../src/routing/options/conflicting-options.js';
import { mergeTopicOptions, type TopicOptions } from '../../../src/routing/options/topic-options.js';

const mistakesOf = (routeOptions: TopicOptions, name: string | RegExp = 'users', defaults: TopicOptions = {}) =>
  conflictingOptions(mergeTopicOptions(defaults, routeOptions), routeOptions, name);

describe('options', () => {
  it.each<[string, TopicOptions]>([
    ['both transactional and manualOffsets', { transactional: true, manualOffsets: true }],
    ['both transactional and orderedBy', { transactional: true, orderedBy: 'key' }],
    ['both transactional and orderedBy', { transactional: true, orderedBy: () => 'a' }],
    ['both manualOffsets and orderedBy', { manualOffsets: true, orderedBy: 'key' }],
    ['maxConcurrentCalls does nothing', { maxConcurrentCalls: 2 }],
    ['maxConcurrentCalls does nothing', { maxConcurrentCalls: 2, orderedBy: 'partition' }],
    ['both onExhausted and the dead-letter topic "dead"', { deadLetter: 'dead', onExhausted: 'skip' }],
    ['errors.deadLetter needs a dead-letter topic', { errors: { deadLetter: ['E_X'] } }],
    ['errors.deadLetter needs a dead-letter topic', { errors: { deadLetter: ['E_X'] }, deadLetter: false }],
    ['its own dead-letter topic', { deadLetter: 'users' }],
    ["both retryTopics and maxRetries: 'forever'", { maxRetries: 'forever', retryTopics: ['10s'] }],
    ["both onExhausted and maxRetries: 'forever'", { maxRetries: 'forever', onExhausted: 'skip' }],
    ['too old for maxAgeMs', { delayMs: 1_000, maxAgeMs: 1_000 }],
  ])('%s', (sentence, routeOptions) => {
    expect(mistakesOf(routeOptions)).toEqual([expect.stringContaining(sentence)]);
  });

  it('needs a name for retry topics, which a pattern has not', () => {
    expect(mistakesOf({ retryTopics: ['10s'] }, /^users\./)).toEqual([
      expect.stringContaining('retryTopics needs a topic by its name'),
    ]);
  });

  it.each<[TopicOptions]>([
    [{}],
    [{ transactional: true }],
    [{ manualOffsets: true }],
    [{ transactional: true, orderedBy: 'partition' }],
    [{ orderedBy: 'key', maxConcurrentCalls: 5 }],
    [{ maxConcurrentCalls: 1 }],
    [{ maxRetries: 'forever', deadLetter: 'dead', errors: { deadLetter: ['E_X'] } }],
    [{ errors: { outage: [() => true] } }],
    [{ deadLetter: 'dead', errors: { deadLetter: ['E_X'] } }],
    [{ deadLetter: 'users.dead' }],
    [{ deadLetter: false, onExhausted: 'stop' }],
    [{ errors: { deadLetter: [], skip: ['E_X'] } }],
    [{ retryTopics: ['10s'], deadLetter: 'dead', maxRetries: 2 }],
  ])('that go together: %j', (routeOptions) => {
    expect(mistakesOf(routeOptions)).toEqual([]);
  });

  it('from defaults are not a mistake of a topic without them', () => {
    expect(mistakesOf({}, 'users', { maxConcurrentCalls: 5 })).toEqual([]);
    expect(mistakesOf({ deadLetter: 'dead' }, 'users', { onExhausted: 'skip' })).toEqual([]);
    expect(mistakesOf({ deadLetter: false }, 'users', { errors: { deadLetter: ['E_X'] } })).toEqual([]);
  });

  it('of a route that its defaults make useless are told', () => {
    expect(mistakesOf({ onExhausted: 'skip' }, 'users', { deadLetter: 'dead' })).toEqual([
      expect.stringContaining('deadLetter: false'),
    ]);
  });

  it('tell each mistake', () => {
    expect(
      mistakesOf({ transactional: true, manualOffsets: true, orderedBy: 'key', deadLetter: 'users' }),
    ).toHaveLength(4);
  });
});
