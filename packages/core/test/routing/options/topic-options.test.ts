/** The options of a topic for messages that fail, wait, or are handled concurrently. */
import { describe, expect, it } from '@jest/globals';
import { checkTopicOptions, mergeTopicOptions } from '../../../src/routing/options/topic-options.js';

describe('an option of a topic', () => {
  it.each([
    ['maxRetries', [0, 1, 1_000], [-1, 0.5, '3', Number.NaN, Number.POSITIVE_INFINITY, null]],
    ['deadLetter', ['dead-letters', false], ['', true, null, 1]],
    ['onExhausted', ['retry', 'skip', 'stop'], ['deadLetter', '', true, null]],
    ['errors', [{}, { skip: [Error] }, { stop: ['E_X'] }], [[], null, { skip: 'E_X' }, { other: [] }]],
    ['retryTopics', [[], ['10s'], ['10s', '1m', '7d']], ['10s', ['10'], ['10s', '10s'], ['8d'], [10], null]],
    ['delayMs', [0, 60_000], [-1, 0.5, '1m', null]],
    ['maxAgeMs', [0, 60_000], [-1, 0.5, '1m', null]],
    ['orderedBy', ['partition', 'key', () => 'a'], ['offset', true, null]],
    ['maxConcurrentCalls', [1, 100], [0, -1, 1.5, '2', null]],
    ['handlerTimeoutMs', [0, 1], [-1, 0.5, null]],
  ] as [string, unknown[], unknown[]][])('%s takes what it may be, and nothing else', (name, good, bad) => {
    for (const value of good) expect([value, checkTopicOptions({ [name]: value })]).toEqual([value, []]);
    for (const value of bad) {
      expect([value, checkTopicOptions({ [name]: value })]).toEqual([
        value,
        [expect.stringMatching(`^"${name}" must be .+\\.$`)],
      ]);
    }
  });

  it('that is undefined was not given', () => {
    expect(checkTopicOptions({ maxRetries: undefined, orderedBy: undefined })).toEqual([]);
    expect(mergeTopicOptions({ maxRetries: 5, delayMs: 7 }, { delayMs: undefined } as never)).toMatchObject({
      maxRetries: 5,
      delayMs: 7,
    });
  });

  it('has a default, but where something else decides', () => {
    const merged = mergeTopicOptions();
    expect(merged).toMatchObject({
      deadLetter: false,
      onExhausted: 'retry',
      retryTopics: [],
      delayMs: 0,
      maxAgeMs: 0,
      orderedBy: 'partition',
      handlerTimeoutMs: 0,
    });
    for (const name of ['maxRetries', 'maxConcurrentCalls', 'errors']) expect(Object.keys(merged)).not.toContain(name);
  });

  it('is taken from the layer nearest to the topic, also when that switches it off', () => {
    const merged = mergeTopicOptions(
      { deadLetter: 'all', delayMs: 5, maxRetries: 2 },
      { deadLetter: false, delayMs: 0 },
    );
    expect(merged).toMatchObject({ deadLetter: false, delayMs: 0, maxRetries: 2 });
  });

  it('that does not exist is told, with what was meant', () => {
    expect(checkTopicOptions({ maxRetry: 3 })).toEqual(['"maxRetry" is not an option. Did you mean "maxRetries"?']);
    expect(checkTopicOptions({ toString: 1 })).toEqual([expect.stringContaining('"toString" is not an option')]);
    expect(checkTopicOptions({ consumer: 1 }, ['consumer'])).toEqual([]);
  });
});
