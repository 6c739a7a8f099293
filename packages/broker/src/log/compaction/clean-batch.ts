/**
 * Compacts one batch, by Kafka's rules (`Cleaner.cleanInto`, `MemoryRecords.filterTo`). It keeps the last record of
 * each key; a tombstone until the delete horizon of its batch, which is set when compaction first meets it; a marker
 * until its transaction has no records left, and then until a horizon; and the header of a producer's last batch and of
 * the last batch before `end`.
 */

import { readMarker } from '../../protocol/records/marker.js';
import { readRecords } from '../../protocol/records/read-records.js';
import type { Record } from '../../protocol/records/record.js';
import { type BatchHeader, hasDeleteHorizon, isControl } from '../../protocol/records/record-batch.js';
import type { PartitionLog } from '../partition-log.js';
import type { CleanedTransactions } from './cleaned-transactions.js';
import type { KeyMap } from './key-map.js';
import { headerOnly, withRecords } from './rewrite-batch.js';

export interface CleaningContext {
  readonly keys: KeyMap;
  /** The first offset whose key is not in `keys`: everything from it on is kept. */
  readonly keysEnd: number;
  /** The end of what may be compacted. */
  readonly end: number;
  readonly now: number;
  readonly deleteRetentionMs: number;
  readonly transactions: CleanedTransactions;
  readonly producers: PartitionLog['producers'];
}

const recordsAtOnce = 500;

/** Returns `bytes` themselves when the whole batch stays. Throws when its records do not match its header. */
export function* cleanBatch(
  bytes: Buffer,
  batch: BatchHeader,
  context: CleaningContext,
): Generator<void, Buffer | undefined> {
  const { now, deleteRetentionMs } = context;
  const remainder = mustStay(batch, context) ? headerOnly(bytes, batch) : undefined;
  const hasHorizon = hasDeleteHorizon(batch.attributes);
  const isPast = hasHorizon && batch.baseTimestamp <= now;
  const isMarker = isControl(batch.attributes);
  const isObsolete = isMarker
    ? context.transactions.isOver(batch, readMarker(bytes, batch))
    : context.transactions.isAborted(batch);
  if (isObsolete && (!isMarker || isPast)) return remainder;
  const left: Record[] = [];
  let read = 0;
  for (const record of readRecords(bytes, batch)) {
    if (isMarker || isKept(record, isPast, context)) left.push(record);
    read += 1;
    if (read % recordsAtOnce === 0) yield;
  }
  if (left.length === 0) return remainder;
  const setsHorizon = !hasHorizon && (isMarker ? isObsolete : left.some(({ hasValue }) => !hasValue));
  if (left.length === read && !setsHorizon) return bytes;
  return setsHorizon ? withRecords(batch, left, now + deleteRetentionMs) : withRecords(batch, left);
}

const isKept = ({ key, offset, hasValue }: Record, isPast: boolean, { keys, keysEnd }: CleaningContext): boolean => {
  if (offset >= keysEnd) return true;
  return key !== undefined && offset >= keys.offsetOf(key) && (hasValue || !isPast);
};

/**
 * Whether the batch holds the last sequence or epoch of a producer, or the end of the compacted range: its header must
 * stay.
 */
const mustStay = (batch: BatchHeader, { end, producers }: CleaningContext): boolean => {
  const lastOffset = batch.baseOffset + batch.lastOffsetDelta;
  if (lastOffset + 1 === end) return true;
  const last = batch.producerId < 0 ? undefined : producers.last(batch.producerId);
  if (last === undefined) return false;
  if (last.offset !== undefined) return last.offset === lastOffset;
  return isControl(batch.attributes) && last.epoch === batch.producerEpoch;
};
