/**
 * A pass dies at each step that it takes on disk, and in the middle of each write; then the log is opened, which also
 * dies at each step, and opened again. Readers see the state after a whole group of segments, and the next pass
 * completes the compaction.
 */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { type DyingFileSystem, dieAfter } from '../../durability/dying-file-system.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { append, openLog } from '../open-log.js';
import { compact, recordTexts } from './compacting.js';

/** Three written segments become one. */
const settings = { compacts: true, segmentBytes: 240, minCleanableRatio: 0 };
let fileSystem: DyingFileSystem | undefined;

afterEach(() => fileSystem?.restore());

const filled = (): string => {
  const folder = temporaryFolder();
  const log = openLog(folder, { ...settings, segmentBytes: 1 });
  for (let at = 0; at < 7; at++) {
    append(log, { keys: ['ab'.charAt(at % 2)], values: [`${at}`], producerId: 1, baseSequence: at });
  }
  return folder;
};

const copyOf = (folder: string): string => {
  const copy = join(temporaryFolder(), 'copy');
  cpSync(folder, copy, { recursive: true });
  return copy;
};

/** Whether `work` finished before death at that step. */
const survives = (lastStep: number, work: () => unknown): boolean => {
  const dying = dieAfter(lastStep);
  fileSystem = dying;
  try {
    work();
  } catch (error) {
    if (!dying.isDead) throw error;
  } finally {
    dying.restore();
  }
  return !dying.isDead;
};

const unfinishedIn = (folder: string): string[] => readdirSync(folder).filter((name) => /\.(cleaned|swap)$/.test(name));

const expectWhole = (folder: string, states: readonly string[]): void => {
  const log = openLog(folder, settings);
  expect(states).toContain(recordTexts(log).join());
  expect(unfinishedIn(folder)).toEqual([]);
  expect(append(log, { producerId: 1, baseSequence: 8 }).code).toBe(45);
  compact(log, 0);
  expect(recordTexts(log).join()).toBe(states.at(-1));
};

it('leaves whole groups of segments, old or new', () => {
  const before = filled();
  const states = [recordTexts(openLog(before, settings)).join()];
  let killed = 0;
  let inStart = 0;
  const whole = copyOf(before);
  const log = openLog(whole, settings);
  compact(log, 0);
  states.push('3 b=3,4 a=4,5 b=5,6 a=6', recordTexts(log).join());
  expect(states).toEqual(['0 a=0,1 b=1,2 a=2,3 b=3,4 a=4,5 b=5,6 a=6', '3 b=3,4 a=4,5 b=5,6 a=6', '4 a=4,5 b=5,6 a=6']);
  for (let lastStep = 0, isOver = false; !isOver; lastStep++) {
    const folder = copyOf(before);
    isOver = survives(lastStep, () => compact(openLog(folder, settings), 0));
    if (!isOver) killed += 1;
    // Only then has the start more to do than any other.
    const isUnfinished = unfinishedIn(folder).length > 0;
    for (let startStep = isUnfinished ? 0 : Number.POSITIVE_INFINITY, isOpen = false; !isOpen; startStep++) {
      const again = copyOf(folder);
      isOpen = survives(startStep, () => openLog(again, settings));
      if (!isOpen) inStart += 1;
      expectWhole(again, states);
      rmSync(again, { recursive: true });
    }
    rmSync(folder, { recursive: true });
  }
  expect(killed).toBeGreaterThan(15);
  expect(inStart).toBeGreaterThan(killed);
});
