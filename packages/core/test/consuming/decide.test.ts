import { describe, expect, it } from '@jest/globals';
import { CriticalError, decide, type FailurePolicy } from '@kfw/core';
import fc from 'fast-check';

const policy: FailurePolicy = {
  pauseMs: 100,
  maxPauseMs: 1_000,
  maxRetries: 3,
  retryTopic: undefined,
  deadLetter: undefined,
  onExhausted: 'retry',
  kindOf: () => 'retry',
};
const failed = { kind: 'failed', error: new Error('no') } as const;

describe('the failure policy', () => {
  it('commits what went well', () => {
    expect(decide({ kind: 'finished' }, 1, policy)).toEqual({ action: 'commit' });
  });

  it('tries again after a pause that doubles up to the longest', () => {
    const pauses = [1, 2, 3, 4, 5, 60, 2_000].map((attempt) => decide(failed, attempt, policy));
    expect(decide(failed, 2_000, { ...policy, pauseMs: 0, maxPauseMs: 0 })).toEqual({ action: 'retry', afterMs: 0 });
    expect(pauses).toEqual([100, 200, 400, 800, 1_000, 1_000, 1_000].map((afterMs) => ({ action: 'retry', afterMs })));
  });

  it('shortens a pause by up to a fifth', () => {
    expect(decide(failed, 1, policy, 1)).toEqual({ action: 'retry', afterMs: 80 });
    expect(decide(failed, 1, policy, 0.5)).toEqual({ action: 'retry', afterMs: 90 });
  });

  it('stops at a critical error', () => {
    const error = new CriticalError('no licence');
    expect(decide({ kind: 'failed', error }, 1, policy)).toEqual({ action: 'stop', error });
  });

  const longest = 2 ** 40;
  const policies = fc
    .record({ pauseMs: fc.nat(longest), maxPauseMs: fc.nat(longest) })
    .map((pauses) => ({ ...policy, ...pauses }));
  const attempts = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));
  const jitters = fc.double({ min: 0, max: 1, noNaN: true });
  const pauseOf = (attempt: number, given: FailurePolicy, jitter = 0): number => {
    const decision = decide(failed, attempt, given, jitter);
    if (decision.action !== 'retry') throw new Error(`it decided to ${decision.action}`);
    return decision.afterMs;
  };

  it('pauses for whole milliseconds between nothing and the longest pause, whatever the policy', () => {
    fc.assert(
      fc.property(policies, attempts, jitters, (given, attempt, jitter) => {
        const pauseMs = pauseOf(attempt, given, jitter);
        expect(Number.isSafeInteger(pauseMs)).toBe(true);
        expect(pauseMs).toBeGreaterThanOrEqual(0);
        expect(pauseMs).toBeLessThanOrEqual(given.maxPauseMs);
      }),
    );
  });

  it('never pauses less for a later attempt, and doubles until the longest pause', () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 60 }), (given, attempt) => {
        const [pauseMs, nextMs] = [pauseOf(attempt, given), pauseOf(attempt + 1, given)];
        expect(nextMs).toBeGreaterThanOrEqual(pauseMs);
        if (attempt <= 31) expect(nextMs).toBe(Math.min(given.maxPauseMs, 2 * pauseMs));
      }),
    );
  });

  it('is shortened by jitter, by a fifth at most and half a millisecond of rounding', () => {
    fc.assert(
      fc.property(policies, attempts, jitters, (given, attempt, jitter) => {
        const [wholeMs, pauseMs] = [pauseOf(attempt, given), pauseOf(attempt, given, jitter)];
        expect(pauseMs).toBeLessThanOrEqual(wholeMs);
        expect(pauseMs).toBeGreaterThanOrEqual(wholeMs * 0.8 - 0.5 - Number.EPSILON * wholeMs);
      }),
    );
  });

  it('commits all that went well and stops at everything critical, whatever else', () => {
    const critical = { kind: 'failed', error: new CriticalError('no licence') } as const;
    fc.assert(
      fc.property(policies, attempts, jitters, (given, attempt, jitter) => {
        expect(decide({ kind: 'finished' }, attempt, given, jitter)).toEqual({ action: 'commit' });
        expect(decide(critical, attempt, given, jitter)).toEqual({ action: 'stop', error: critical.error });
      }),
    );
  });
});
