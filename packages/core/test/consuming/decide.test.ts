import { describe, expect, it } from '@jest/globals';
import { CriticalError, decide } from '@kfw/core';

const policy = { pauseMs: 100, maxPauseMs: 1_000 };
const failed = { ok: false, error: new Error('no') } as const;

describe('the failure policy', () => {
  it('commits what went well', () => {
    expect(decide({ ok: true }, 1, policy)).toEqual({ action: 'commit' });
  });

  it('tries again after a pause that doubles up to the longest', () => {
    const pauses = [1, 2, 3, 4, 5, 60, 2_000].map((attempt) => decide(failed, attempt, policy));
    expect(decide(failed, 2_000, { pauseMs: 0, maxPauseMs: 0 })).toEqual({ action: 'retry', afterMs: 0 });
    expect(pauses).toEqual([100, 200, 400, 800, 1_000, 1_000, 1_000].map((afterMs) => ({ action: 'retry', afterMs })));
  });

  it('shortens a pause by up to a fifth', () => {
    expect(decide(failed, 1, policy, 1)).toEqual({ action: 'retry', afterMs: 80 });
    expect(decide(failed, 1, policy, 0.5)).toEqual({ action: 'retry', afterMs: 90 });
  });

  it('stops at a critical error', () => {
    const error = new CriticalError('no licence');
    expect(decide({ ok: false, error }, 1, policy)).toEqual({ action: 'stop', error });
  });
});
