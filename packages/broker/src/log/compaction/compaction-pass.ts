/**
 * One compaction pass over a log: it collects the last offset of each key in the dirty part, as far as the map has
 * room, then rewrites every segment up to there without replaced records. It is a generator, so that it runs in slices,
 * between which the log is read and appended to. A pass whose segments were deleted must be cancelled (`isObsolete`).
 */

import { readMarker } from '../../protocol/records/marker.js';
import { readRecords } from '../../protocol/records/read-records.js';
import { type BatchHeader, isControl, readBatchHeader } from '../../protocol/records/record-batch.js';
import type { PartitionLog } from '../partition-log.js';
import type { Segment } from '../segment/segment.js';
import { type CleaningContext, cleanBatch } from './clean-batch.js';
import type { CleanableRange } from './cleanable.js';
import { CleanedTransactions } from './cleaned-transactions.js';
import { KeyMap } from './key-map.js';
import { segmentGroups } from './segment-groups.js';
import type { SegmentReplacement } from './segment-replacement.js';

/** Flushes after this many bytes: one flush at the end of a large segment would block everything. */
const flushEveryBytes = 4 * 1024 * 1024;

export interface CompactionResult {
  /** The offset up to which the log is clean now. */
  readonly cleanedOffset: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Batches whose records do not match their header, kept as they are, and the offset of the first. */
  readonly unreadable: number;
  readonly firstUnreadable: number;
}

export class CompactionPass {
  readonly #log: PartitionLog;
  readonly #range: CleanableRange;
  readonly #now: number;
  readonly #keys: KeyMap;
  readonly #unreadable = new Set<number>();
  #first: Segment | undefined;

  constructor(log: PartitionLog, range: CleanableRange, now: number, maxKeys: number) {
    this.#log = log;
    this.#range = range;
    this.#now = now;
    this.#keys = new KeyMap(Math.min(maxKeys, range.end - range.firstDirty));
    this.#first = log.segments[0];
  }

  /** Whether segments were deleted during the pass: to be checked before each step. */
  get isObsolete(): boolean {
    return !this.#log.isOpen || this.#log.segments[0] !== this.#first;
  }

  /** Cancelled by `return(undefined)`, which removes what it had begun. */
  *run(): Generator<void, CompactionResult | undefined> {
    const log = this.#log;
    const { firstDirty, end } = this.#range;
    const keysEnd = yield* this.#collectKeys();
    if (keysEnd <= firstDirty) {
      throw new Error(`the batch at offset ${firstDirty} has more keys than there is room for (${this.#keys.maxKeys})`);
    }
    const dirty = log.segments.filter(({ baseOffset }) => baseOffset < keysEnd);
    const context: CleaningContext = {
      keys: this.#keys,
      keysEnd,
      end,
      now: this.#now,
      deleteRetentionMs: log.settings.deleteRetentionMs,
      transactions: new CleanedTransactions(log.abortedWithin(log.segments[0]?.baseOffset ?? 0, end)),
      producers: log.producers,
    };
    const bytesBefore = sizeOf(dirty);
    let bytesAfter = 0;
    for (const group of segmentGroups(dirty, log.settings.segmentBytes))
      bytesAfter += yield* this.#clean(group, context);
    log.cleanedOffset = keysEnd;
    const [firstUnreadable = -1] = this.#unreadable;
    return { cleanedOffset: keysEnd, bytesBefore, bytesAfter, unreadable: this.#unreadable.size, firstUnreadable };
  }

  /** Returns the first offset whose key is not in the map. */
  *#collectKeys(): Generator<void, number> {
    const log = this.#log;
    const { firstDirty, end } = this.#range;
    const transactions = new CleanedTransactions(log.abortedWithin(firstDirty, end));
    let keysEnd = firstDirty;
    for (const [at, segment] of [...log.segments].entries()) {
      const next = log.segments[at + 1]?.baseOffset ?? end;
      if (next <= firstDirty || segment.baseOffset >= end) continue;
      for (const bytes of segment.batchesFrom(firstDirty)) {
        const batch = readBatchHeader(bytes, 0);
        if (isControl(batch.attributes)) transactions.isOver(batch, readMarker(bytes, batch));
        else if (!transactions.isAborted(batch) && !(yield* this.#collect(bytes, batch))) return keysEnd;
        keysEnd = batch.baseOffset + batch.lastOffsetDelta + 1;
        yield;
      }
      keysEnd = next;
    }
    return keysEnd;
  }

  /** False when the map has no room for all keys of the batch. */
  *#collect(bytes: Buffer, batch: BatchHeader): Generator<void, boolean> {
    const found = yield* this.#keysIn(bytes, batch);
    for (const [at, { key, offset }] of found.entries()) {
      if (!this.#keys.set(key, offset)) return false;
      if (at % 500 === 499) yield;
    }
    return true;
  }

  /** No keys of a batch whose records do not match its header: no older record is removed for it. */
  *#keysIn(bytes: Buffer, batch: BatchHeader): Generator<void, { key: Buffer; offset: number }[]> {
    const found: { key: Buffer; offset: number }[] = [];
    try {
      for (const { key, offset } of readRecords(bytes, batch)) {
        if (key !== undefined && offset >= this.#range.firstDirty) found.push({ key, offset });
        if (found.length % 5_000 === 4_999) yield;
      }
      return found;
    } catch {
      this.#unreadable.add(batch.baseOffset);
      return [];
    }
  }

  /** Replaces a group of segments by one; returns its size. */
  *#clean(group: readonly Segment[], context: CleaningContext): Generator<void, number> {
    const log = this.#log;
    const replacement = log.createReplacement((group[0] as Segment).baseOffset);
    try {
      let isChanged = group.length > 1;
      for (const segment of group) if (yield* this.#copy(segment, replacement, context)) isChanged = true;
      const left = context.transactions.takeRemaining();
      if (!isChanged) return sizeOf(group);
      replacement.flush();
      yield;
      log.replace(group, replacement, left);
      this.#first = log.segments[0];
      return replacement.segment.sizeBytes;
    } finally {
      // Cancelled, failed, or without effect.
      if (!log.segments.includes(replacement.segment)) replacement.discard();
    }
  }

  /** Whether any part of the segment was removed. */
  *#copy(segment: Segment, replacement: SegmentReplacement, context: CleaningContext): Generator<void, boolean> {
    let isChanged = false;
    let unflushed = 0;
    for (const bytes of segment.batchesFrom(segment.baseOffset)) {
      const batch = readBatchHeader(bytes, 0);
      const left = yield* this.#cleaned(bytes, batch, context);
      if (left !== bytes) isChanged = true;
      if (left !== undefined) {
        const { baseOffset, lastOffsetDelta, maxTimestamp } = readBatchHeader(left, 0);
        replacement.segment.append(left, baseOffset, lastOffsetDelta, maxTimestamp);
        unflushed += left.length;
      }
      yield;
      if (unflushed < flushEveryBytes) continue;
      replacement.flush();
      unflushed = 0;
      yield;
    }
    return isChanged;
  }

  *#cleaned(bytes: Buffer, batch: BatchHeader, context: CleaningContext): Generator<void, Buffer | undefined> {
    try {
      return yield* cleanBatch(bytes, batch, context);
    } catch {
      this.#unreadable.add(batch.baseOffset);
      return bytes;
    }
  }
}

const sizeOf = (segments: readonly Segment[]): number => segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
