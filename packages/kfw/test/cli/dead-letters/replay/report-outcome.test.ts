import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ReplayOutcome } from '@kfw/operating';
import { reportOutcome } from '../../../../src/cli/dead-letters/replay/report-outcome.js';
import type { Results } from '../../../../src/cli/rendering/results.js';

const none: ReplayOutcome = {
  replayed: 0,
  parked: 0,
  dropped: 0,
  skipped: 0,
  failed: 0,
  refusals: new Map(),
  failures: [],
  ended: 'done',
};

describe('the result of a replay', () => {
  let notes: string[];
  let printed: [object, string][];
  beforeEach(() => {
    notes = [];
    printed = [];
  });
  const report = (outcome: Partial<ReplayOutcome>) => {
    const results = {
      note: (line: string) => notes.push(line),
      result: (fields: object, shown: () => string) => printed.push([fields, shown()]),
    };
    reportOutcome(results as unknown as Results, 'dead', { ...none, ...outcome });
  };

  it('is one line with what happened, and exactly three numbers', () => {
    report({ replayed: 1_200, parked: 3, skipped: 2 });
    const text = '1,200 letters of dead replayed, 3 parked in dead.parked, 2 skipped.';
    expect(printed).toEqual([[{ replayed: 1_200, parked: 3, skipped: 2 }, text]]);
  });

  it('counts dropped letters by their own name for people, and among the skipped for programs', () => {
    report({ replayed: 1, dropped: 4, skipped: 2 });
    const text = '1 letter of dead replayed, 4 dropped by the transform, 2 skipped.';
    expect(printed).toEqual([[{ replayed: 1, parked: 0, skipped: 6 }, text]]);
  });

  it('names what was left, with the reason, and how to continue', () => {
    report({ skipped: 2, refusals: new Map([['it is a batch', 2]]), ended: 'interrupted' });
    expect(notes).toEqual([
      '2 letters not replayed, and not marked as handled: it is a batch.',
      'Interrupted. Run it again with the same options to continue.',
    ]);
  });

  it('names letters that failed, and fails', () => {
    const failures = [{ place: { topic: 'dead', partition: 0, offset: 7 }, error: new Error('no\u001b total') }];
    const failing = () => report({ replayed: 1, failed: 1, failures, ended: 'failed' });
    expect(failing).toThrow(/1 letter of dead could not be replayed and remains a dead letter\..*--keep-going/);
    expect(notes).toEqual(['dead[0] at offset 7 failed: no\\u001b total']);
    expect(printed).toHaveLength(1);
  });

  it('says how many more have failed than it names', () => {
    const failures = [{ place: { topic: 'dead', partition: 0, offset: 7 }, error: new Error('no total') }];
    expect(() => report({ failed: 6, failures, ended: 'done' })).toThrow('6 letters of dead');
    expect(notes).toEqual(['dead[0] at offset 7 failed: no total', '5 more failed.']);
  });
});
