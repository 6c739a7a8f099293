/**
 * Replaces segments on disk by a compacted one. It is written as `BASE.cleaned`. Renaming it to `BASE-END.swap` commits
 * it, for all segments from BASE to before END: these are deleted, then it gets the name of the first. Opening a log
 * deletes the former and completes the latter.
 */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FileStore, offsetName, segmentFile, segmentOffset } from '../disk/file-store.js';
import { TailCache } from '../disk/tail-cache.js';
import { Segment } from '../segment/segment.js';
import type { SegmentReplacement } from './segment-replacement.js';

const cleanedFile = (baseOffset: number): string => `${offsetName(baseOffset)}.cleaned`;
const cleanedName = /^\d{20}\.cleaned$/;
const swapFile = (baseOffset: number, endOffset: number): string =>
  `${offsetName(baseOffset)}-${offsetName(endOffset)}.swap`;
const swapName = /^(\d{20})-(\d{20})\.swap$/;

/** Old records are not worth memory of the cache of newest records. */
const noCache = new TailCache(0);

export const fileReplacement = (folder: string, baseOffset: number): SegmentReplacement => {
  const store = new FileStore(folder, cleanedFile(baseOffset), noCache);
  // A failed attempt may have left it.
  store.truncate(0);
  return {
    segment: new Segment(baseOffset, store),
    flush: () => store.flush(),
    commit: (endOffset) => store.moveTo(swapFile(baseOffset, endOffset)),
    finish: (replaced) => {
      for (const segment of replaced) segment.store.delete();
      store.moveTo(segmentFile(baseOffset));
    },
    discard: () => store.delete(),
  };
};

/** Completes what a kill interrupted; returns the names in the folder afterwards. */
export const finishReplacements = (folder: string, names: readonly string[]): readonly string[] => {
  const unfinished = names.filter((name) => cleanedName.test(name));
  const committed = names.filter((name) => swapName.test(name));
  if (unfinished.length + committed.length === 0) return names;
  for (const name of unfinished) rmSync(join(folder, name));
  for (const name of committed) finishSwap(folder, name, names);
  return readdirSync(folder);
};

const finishSwap = (folder: string, name: string, names: readonly string[]): void => {
  const [base = 0, end = 0] = (swapName.exec(name) ?? []).slice(1).map(Number);
  for (const segment of names) {
    const offset = segmentOffset(segment);
    if (offset === undefined || offset < base || offset >= end) continue;
    rmSync(join(folder, segment.replace(/log$/, 'summary')), { force: true });
    // The renaming replaces the first.
    if (offset > base) rmSync(join(folder, segment), { force: true });
  }
  rmSync(join(folder, `${offsetName(base)}.summary`), { force: true });
  renameSync(join(folder, name), join(folder, segmentFile(base)));
};
