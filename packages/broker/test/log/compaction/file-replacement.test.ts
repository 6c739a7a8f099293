/** Every state that a kill can leave while a compacted segment replaces others. */
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../temporary-folder.js';
import { append, openLog } from '../open-log.js';
import { compact, recordTexts } from './compacting.js';

const settings = { compacts: true, segmentBytes: 100, minCleanableRatio: 0 };
const swap = '00000000000000000000-00000000000000000004.swap';
const first = '00000000000000000000.log';
const segment = (offset: number) => `${String(offset).padStart(20, '0')}.log`;

/** Five segments, of which the first four became one. */
const compacted = () => {
  const [before, after] = [join(temporaryFolder(), 'before'), temporaryFolder()];
  // Small segments while appending, and large ones for compaction to create.
  const log = openLog(after, { ...settings, segmentBytes: 1 });
  for (const at of [0, 1, 2, 3])
    append(log, { keys: [at % 2 ? 'a' : 'b'], values: [`${at}`], producerId: 1, baseSequence: at });
  append(log, { keys: ['x'], values: ['x'] });
  cpSync(after, before, { recursive: true });
  const same = openLog(after, { ...settings, segmentBytes: 1_000 });
  compact(same, 0);
  return { before, after, recordsBefore: recordTexts(openLog(before, settings)), recordsAfter: recordTexts(same) };
};

const leftovers = (folder: string) =>
  readdirSync(folder).filter((name) => /cleaned|swap/.test(name) && name !== 'cleaned-offset');

describe('a kill while a compacted segment replaces others', () => {
  const { before, after, recordsBefore, recordsAfter } = compacted();

  it('(the fixture is not trivial)', () => {
    expect(recordsBefore).toEqual(['0 b=0', '1 a=1', '2 b=2', '3 a=3', '4 x=x']);
    expect(recordsAfter).toEqual(['2 b=2', '3 a=3', '4 x=x']);
    expect(readdirSync(after).filter((name) => name.endsWith('.log'))).toEqual([first, segment(4)]);
    expect(leftovers(after)).toEqual([]);
    expect(readdirSync(after)).toContain('00000000000000000000.summary');
    expect(openLog(after, settings).cleanedOffset).toBe(4);
  });

  it('leaves the old segments before the commit', () => {
    const folder = join(temporaryFolder(), 'copy');
    cpSync(before, folder, { recursive: true });
    writeFileSync(join(folder, '00000000000000000000.cleaned'), 'half of a batch');
    const log = openLog(folder, settings);
    expect(recordTexts(log)).toEqual(recordsBefore);
    expect(leftovers(folder)).toEqual([]);
  });

  it.each([[[]], [[0]], [[1]], [[0, 1, 2]], [[3, 2]], [[0, 1, 2, 3]]])(
    'leaves the new one after it (without %j)',
    (gone) => {
      const folder = join(temporaryFolder(), 'copy');
      cpSync(before, folder, { recursive: true });
      cpSync(join(after, first), join(folder, swap));
      for (const offset of gone) rmSync(join(folder, segment(offset)));
      const log = openLog(folder, settings);
      expect(recordTexts(log)).toEqual(recordsAfter);
      expect(leftovers(folder)).toEqual([]);
      expect(append(log, { producerId: 1, baseSequence: 9 }).code).toBe(45);
      expect(append(log, { producerId: 1, baseSequence: 4 }).code).toBe(0);
      expect(recordTexts(openLog(folder, settings))).toHaveLength(4);
    },
  );

  it('changes nothing when the commit fails', () => {
    const folder = join(temporaryFolder(), 'copy');
    cpSync(before, folder, { recursive: true });
    const log = openLog(folder, { ...settings, segmentBytes: 1_000 });
    mkdirSync(join(folder, swap));
    expect(() => compact(log, 0)).toThrow();
    rmSync(join(folder, swap), { recursive: true });
    expect(recordTexts(log)).toEqual(recordsBefore);
    expect(log.cleanedOffset).toBe(0);
    expect(leftovers(folder)).toEqual([]);
    compact(log, 0);
    expect(recordTexts(log)).toEqual(recordsAfter);
  });
});
