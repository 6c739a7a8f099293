import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideAfterFailure } from '../../../src/consuming/failure/failure-decision.js';
import { CriticalError } from '../../../src/errors/kfw-error.js';
import { kindOfErrors } from '../../../src/routing/options/error-kinds.js';
import type { FailurePolicy } from '../../../src/routing/plan/failure-policy.js';

const policy: FailurePolicy = {
  pauseMs: 100,
  maxPauseMs: 1_000,
  maxRetries: 3,
  retryTopic: undefined,
  deadLetter: undefined,
  onExhausted: 'retry',
  kindOf: () => 'retry',
};
const failed = { kind: 'failed', error: new Error('no'), errorKind: 'retry' } as const;

const policyKinds = kindOfErrors({ skip: [Error] });

describe('the failure policy', () => {
  it('retries after a pause that doubles up to the longest', () => {
    const pauses = [1, 2, 3, 4, 5, 60, 2_000].map((attempt) => decideAfterFailure(failed, attempt, policy));
    expect(decideAfterFailure(failed, 2_000, { ...policy, pauseMs: 0, maxPauseMs: 0 })).toEqual({
      action: 'retry',
      afterMs: 0,
    });
    expect(pauses).toEqual([100, 200, 400, 800, 1_000, 1_000, 1_000].map((afterMs) => ({ action: 'retry', afterMs })));
  });

  it('shortens a pause by up to a fifth', () => {
    expect(decideAfterFailure(failed, 1, policy, 1)).toEqual({ action: 'retry', afterMs: 80 });
    expect(decideAfterFailure(failed, 1, policy, 0.5)).toEqual({ action: 'retry', afterMs: 90 });
  });

  it('stops at a critical error', () => {
    const error = new CriticalError('no licence');
    expect(decideAfterFailure({ kind: 'failed', error, errorKind: policyKinds(error) }, 1, policy)).toEqual({
      action: 'stop',
      error,
    });
  });

  const longest = 2 ** 40;
  const policies = fc
    .record({ pauseMs: fc.nat(longest), maxPauseMs: fc.nat(longest) })
    .map((pauses) => ({ ...policy, ...pauses }));
  const attempts = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));
  const jitters = fc.double({ min: 0, max: 1, noNaN: true });
  const pauseOf = (attempt: number, given: FailurePolicy, jitter = 0): number => {
    const decision = decideAfterFailure(failed, attempt, given, jitter);
    if (decision.action !== 'retry') throw new Error(`it decided to ${decision.action}`);
    return decision.afterMs;
  };

  it('pauses for whole milliseconds between 0 and the longest pause, with any policy', () => {
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

  it('stops at every critical error, with any policy', () => {
    const critical = { kind: 'failed', error: new CriticalError('no licence'), errorKind: 'stop' } as const;
    fc.assert(
      fc.property(policies, attempts, jitters, (given, attempt, jitter) => {
        expect(decideAfterFailure(critical, attempt, given, jitter)).toEqual({ action: 'stop', error: critical.error });
      }),
    );
  });
});

describe('a failed message', () => {
  const error = new Error('no');
  const decideFor = (over: Partial<FailurePolicy>, attempt = 1) => {
    const given = { ...policy, ...over };
    return decideAfterFailure({ kind: 'failed', error, errorKind: given.kindOf(error) }, attempt, given);
  };
  const again = (afterMs: number) => ({ action: 'retry', afterMs });
  const dead = { deadLetter: 'dead' };
  const moving = { retryTopic: 'users.retry-10s', deadLetter: 'dead' };

  it('is retried maxRetries times, and then dead-lettered', () => {
    expect([1, 2, 3, 4].map((attempt) => decideFor(dead, attempt))).toEqual([
      again(100),
      again(200),
      again(400),
      { action: 'deadLetter', topic: 'dead' },
    ]);
    expect(decideFor({ ...dead, maxRetries: 0 })).toEqual({ action: 'deadLetter', topic: 'dead' });
  });

  it('goes to the next retry topic first', () => {
    expect(decideFor(moving, 3)).toEqual(again(400));
    expect(decideFor(moving, 4)).toEqual({ action: 'move', topic: 'users.retry-10s' });
    expect(decideFor({ ...moving, onExhausted: 'skip', deadLetter: undefined }, 4).action).toBe('move');
  });

  it('without a dead-letter topic is decided by onExhausted', () => {
    expect(decideFor({ onExhausted: 'retry' }, 4)).toEqual(again(800));
    expect(decideFor({ onExhausted: 'skip' }, 4)).toEqual({ action: 'skip' });
    expect(decideFor({ onExhausted: 'stop' }, 4)).toEqual({ action: 'stop', error });
    expect(decideFor({ onExhausted: 'stop' }, 3)).toEqual(again(400));
  });

  it('goes to the dead letters, not to onExhausted', () => {
    for (const onExhausted of ['retry', 'skip', 'stop'] as const)
      expect(decideFor({ ...dead, onExhausted }, 4)).toEqual({ action: 'deadLetter', topic: 'dead' });
  });

  it('of the kind deadLetter is retried neither here nor in a retry topic', () => {
    const kindOf = () => 'deadLetter' as const;
    expect(decideFor({ ...moving, kindOf })).toEqual({ action: 'deadLetter', topic: 'dead' });
    expect(decideFor({ kindOf, onExhausted: 'skip' })).toEqual({ action: 'skip' });
    expect(decideFor({ kindOf, onExhausted: 'stop' })).toEqual({ action: 'stop', error });
    expect(decideFor({ kindOf, onExhausted: 'retry' })).toEqual(again(100));
  });

  it('of the kinds skip and stop is skipped or stops the process, with any policy', () => {
    for (const over of [moving, dead, { onExhausted: 'retry' as const }]) {
      expect(decideFor({ ...over, kindOf: () => 'skip' })).toEqual({ action: 'skip' });
      expect(decideFor({ ...over, kindOf: () => 'stop' })).toEqual({ action: 'stop', error });
    }
  });

  it('in an outage waits as long as necessary, with any retries, dead letters and onExhausted', () => {
    const kindOf = () => 'outage' as const;
    for (const onExhausted of ['retry', 'skip', 'stop'] as const) {
      for (const maxRetries of [0, 3, Number.POSITIVE_INFINITY]) {
        const given = { ...dead, kindOf, onExhausted, maxRetries };
        expect([1, 4, 2_000].map((attempt) => decideFor(given, attempt))).toEqual([
          again(100),
          again(800),
          again(1_000),
        ]);
      }
    }
  });

  it('in an outage goes through retry topics like any other', () => {
    const kindOf = () => 'outage' as const;
    expect(decideFor({ ...moving, kindOf, maxRetries: 0 })).toEqual({ action: 'move', topic: 'users.retry-10s' });
    expect(decideFor({ ...moving, kindOf, maxRetries: 2 }, 2)).toEqual(again(200));
    expect(decideFor({ ...moving, kindOf, maxRetries: 2 }, 3)).toEqual({ action: 'move', topic: 'users.retry-10s' });
  });

  it("is retried without end with maxRetries 'forever', except errors of the kind deadLetter", () => {
    const given = { ...dead, maxRetries: Number.POSITIVE_INFINITY, onExhausted: 'stop' as const };
    expect(decideFor(given, 1_000_000)).toEqual(again(1_000));
    expect(decideFor({ ...given, kindOf: () => 'deadLetter' })).toEqual({ action: 'deadLetter', topic: 'dead' });
  });
});

describe('a failed commit', () => {
  it('is retried without end, and decides about no message', () => {
    const all = { ...policy, retryTopic: 'later', deadLetter: 'dead', onExhausted: 'stop', maxRetries: 0 } as const;
    for (const kind of ['retry', 'deadLetter', 'skip', 'stop'] as const) {
      const decision = decideAfterFailure({ kind: 'uncommitted' }, 9, { ...all, kindOf: () => kind }, 0.5);
      expect(decision).toEqual({ action: 'retry', afterMs: 900 });
    }
  });
});

describe('a verdict of a handler', () => {
  const strict = { ...policy, maxRetries: 0, retryTopic: 'later', onExhausted: 'stop' } as const;

  it('counts, whatever the policy is for failures', () => {
    const verdicts = [
      { kind: 'skip', reason: 'old' },
      { kind: 'retryAfter', ms: 5_000 },
      { kind: 'retryAfter', ms: 0 },
      { kind: 'deadLetter', reason: 'odd' },
    ] as const;
    const given = { ...strict, deadLetter: 'dead' };
    expect(verdicts.map((verdict) => decideAfterFailure({ kind: 'verdict', verdict }, 7, given, 1))).toEqual([
      { action: 'skip' },
      { action: 'retry', afterMs: 5_000 },
      { action: 'retry', afterMs: 0 },
      { action: 'deadLetter', topic: 'dead' },
    ]);
  });

  it('of the kind deadLetter skips the message without a dead-letter topic', () => {
    const verdict = { kind: 'deadLetter', reason: 'odd' } as const;
    expect(decideAfterFailure({ kind: 'verdict', verdict }, 1, strict)).toEqual({ action: 'skip' });
  });
});
