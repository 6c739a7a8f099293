/**
 * How a compacted segment takes its place on disk. It is written as `BASE.cleaned`. Its renaming to `BASE-END.swap` is the
 * moment from which on it counts, for all segments from BASE to before END: these are deleted, then it gets the name of
 * the first. Opening a log removes the one and finishes the other.
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

/** Old records: not worth the memory that the newest ones are kept in. */
const noCache = new TailCache(0);

export const fileReplacement = (folder: string, baseOffset: number): SegmentReplacement => {
  const store = new FileStore(folder, cleanedFile(baseOffset), noCache);
  // One that failed may have left it.
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

/** Brings to its end what a kill has interrupted; answers with the names that are in the folder then. */
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
    // The first is replaced by the renaming.
    if (offset > base) rmSync(join(folder, segment), { force: true });
  }
  rmSync(join(folder, `${offsetName(base)}.summary`), { force: true });
  renameSync(join(folder, name), join(folder, segmentFile(base)));
};
