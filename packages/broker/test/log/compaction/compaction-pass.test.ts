/** A pass runs in steps, between which the log is used and may lose segments. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { cleanableRange } from '../../../src/log/compaction/cleanable.js';
import { CompactionPass } from '../../../src/log/compaction/compaction-pass.js';
import type { PartitionLog } from '../../../src/log/partition-log.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { append, openLog } from '../open-log.js';
import { recordTexts } from './compacting.js';

const settings = { compacts: true, segmentBytes: 1, minCleanableRatio: 0 };
const put = (log: PartitionLog, key: string, value: string) => append(log, { keys: [key], values: [value] });

const begin = (log: PartitionLog) => {
  const part = cleanableRange(log, 0);
  if (part === undefined) throw new Error('nothing to compact');
  const pass = new CompactionPass(log, part, 0, 1_000);
  return { pass, steps: pass.run() };
};

const filled = (folder?: string): PartitionLog => {
  const log = openLog(folder, settings);
  for (let at = 0; at < 12; at++) put(log, 'abc'.charAt(at % 3), `${at}`);
  return log;
};

const cleanedFiles = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.cleaned'));

describe.each([undefined, 'disk'])('a pass (%s)', (place) => {
  const folder = () => place && temporaryFolder();

  it('allows appends and reads between its steps', () => {
    const log = filled(folder());
    const { pass, steps } = begin(log);
    const lasts = (lines: readonly string[]) =>
      new Map(lines.map((line) => line.split(/[ =]/).slice(1) as [string, string]));
    let at = 0;
    for (let step = steps.next(); step.done !== true; step = steps.next()) {
      expect(pass.isObsolete).toBe(false);
      expect(Object.fromEntries(lasts(recordTexts(log)))).toMatchObject({ a: '9', b: '10', c: '11' });
      put(log, 'new', `${at++}`);
    }
    expect(at).toBeGreaterThan(12);
    // The last segment is not compacted then.
    expect(recordTexts(log).slice(0, 4)).toEqual(['8 c=8', '9 a=9', '10 b=10', '11 c=11']);
    expect(recordTexts(log)).toHaveLength(4 + at);
  });

  it.each([1, 14, 24])('is cancelled when records are deleted during it (after %i steps)', (taken) => {
    const where = folder();
    const log = filled(where);
    const { pass, steps } = begin(log);
    for (let at = 0; at < taken; at++) expect(steps.next().done).toBe(false);
    log.deleteBefore(3);
    expect(pass.isObsolete).toBe(true);
    steps.return(undefined);
    // Segments that were replaced before that stay.
    const offsets = recordTexts(log).map((line) => Number(line.split(' ')[0]));
    expect(offsets).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11].slice(-offsets.length));
    expect(offsets.length).toBe(taken === 24 ? 6 : 9);
    expect(where === undefined ? [] : cleanedFiles(where)).toEqual([]);
    const again = begin(log);
    for (let step = again.steps.next(); step.done !== true; ) step = again.steps.next();
    expect(recordTexts(log)).toEqual(['8 c=8', '9 a=9', '10 b=10', '11 c=11']);
  });

  it('is cancelled when its log is closed', () => {
    const log = filled(folder());
    const { pass, steps } = begin(log);
    steps.next();
    log.close();
    expect(pass.isObsolete).toBe(true);
    steps.return(undefined);
  });
});
