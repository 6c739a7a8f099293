/** What a topic's options come to for messages that fail, in it and in its retry topics. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeTopicOptions, type TopicOptions } from '../../../src/routing/options/topic-options.js';
import { failurePolicy } from '../../../src/routing/plan/compile-policy.js';

const source = { topic: 'users', group: 'shop_app' };
const policyOf = (options: TopicOptions, at?: number) => failurePolicy(mergeTopicOptions(options), source, at);

describe('a compiled policy', () => {
  it('without options retries three times, and then without limit', () => {
    expect(policyOf({})).toMatchObject({ pauseMs: 1_000, maxPauseMs: 30_000, maxRetries: 3, onExhausted: 'retry' });
    expect(policyOf({})).toMatchObject({ retryTopic: undefined, deadLetter: undefined });
    expect(Object.isFrozen(policyOf({}))).toBe(true);
  });

  it('says what the options say', () => {
    const options = {
      pauseMs: 5,
      maxPauseMs: 6,
      maxRetries: 7,
      onExhausted: 'stop',
      errors: { skip: ['E_X'] },
    } as const;
    const policy = policyOf(options);
    expect(policy).toMatchObject({ pauseMs: 5, maxPauseMs: 6, maxRetries: 7, onExhausted: 'stop' });
    expect(policy.kindOf(Object.assign(new Error('no'), { code: 'E_X' }))).toBe('skip');
  });

  it("retries without limit with 'forever', also with a dead-letter topic, and still moves through retry topics", () => {
    expect(policyOf({ maxRetries: 'forever', deadLetter: 'dead' }).maxRetries).toBe(Number.POSITIVE_INFINITY);
    expect(policyOf({ maxRetries: 'forever', retryTopics: ['10s'] }, 1).maxRetries).toBe(0);
    expect(mergeTopicOptions({ maxRetries: 'always' as 'forever' }).maxRetries).toBeUndefined();
  });

  it('knows its dead-letter topic, and none when that is switched off', () => {
    expect(policyOf({ deadLetter: 'dead' }).deadLetter).toBe('dead');
    expect(policyOf({ deadLetter: false }).deadLetter).toBeUndefined();
  });

  it('moves on at once when there are retry topics, unless maxRetries says otherwise', () => {
    expect(policyOf({ retryTopics: ['10s'] }).maxRetries).toBe(0);
    expect(policyOf({ retryTopics: ['10s'], maxRetries: 2 }).maxRetries).toBe(2);
    expect(policyOf({ maxRetries: 0 }).maxRetries).toBe(0);
  });

  it('leads from delay to delay, and from the last to the dead letters', () => {
    const delays = fc.uniqueArray(fc.constantFrom('1s', '2s', '10s', '1m', '1h', '7d'), { minLength: 1 });
    fc.assert(
      fc.property(delays, fc.option(fc.nat(5), { nil: undefined }), (retryTopics, maxRetries) => {
        const options = { retryTopics, deadLetter: 'dead', ...(maxRetries !== undefined && { maxRetries }) };
        const policies = [...retryTopics.keys(), retryTopics.length].map((at) => policyOf(options, at));
        expect(policies.map(({ retryTopic }) => retryTopic)).toEqual([
          ...retryTopics.map((delay) => `users.shop_app.retry-${delay}`),
          undefined,
        ]);
        expect(policies.map((each) => each.maxRetries)).toEqual([maxRetries ?? 0, ...retryTopics.map(() => 0)]);
        expect(new Set(policies.map(({ deadLetter }) => deadLetter))).toEqual(new Set(['dead']));
      }),
    );
  });
});
