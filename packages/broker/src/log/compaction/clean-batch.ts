/**
 * What compaction leaves of one batch, by Kafka's rules (`Cleaner.cleanInto`, `MemoryRecords.filterTo`): of each key the
 * last record; a tombstone until its batch's delete horizon, which is set when it is first met; a marker until nothing of
 * its transaction is left, and then until a horizon too; of the last batch of a producer, or before `end`, the header.
 */
import { readRecords } from '../../protocol/batch-records.js';
import { readMarker } from '../../protocol/marker.js';
import type { Record } from '../../protocol/record.js';
import { type BatchHeader, hasDeleteHorizon, isControl } from '../../protocol/record-batch.js';
import type { PartitionLog } from '../partition-log.js';
import type { CleanedTransactions } from './cleaned-transactions.js';
import type { KeyMap } from './key-map.js';
import { emptied, withRecords } from './left-of-batch.js';

export interface CleaningRules {
  readonly keys: KeyMap;
  /** The first offset whose key is not in `keys`: from it on all is kept. */
  readonly keysEnd: number;
  /** Of all that may be compacted. */
  readonly end: number;
  readonly now: number;
  readonly deleteRetentionMs: number;
  readonly transactions: CleanedTransactions;
  readonly producers: PartitionLog['producers'];
}

const recordsAtOnce = 500;

/** Answers with `bytes` themselves when all of it stays. Throws when its records are not what it says. */
export function* cleanBatch(
  bytes: Buffer,
  batch: BatchHeader,
  rules: CleaningRules,
): Generator<void, Buffer | undefined> {
  const { now, deleteRetentionMs } = rules;
  const nothing = mustStay(batch, rules) ? emptied(bytes, batch) : undefined;
  const hasHorizon = hasDeleteHorizon(batch.attributes);
  const isPast = hasHorizon && batch.baseTimestamp <= now;
  const isMarker = isControl(batch.attributes);
  const isNeedless = isMarker
    ? rules.transactions.isOver(batch, readMarker(bytes, batch))
    : rules.transactions.isAborted(batch);
  if (isNeedless && (!isMarker || isPast)) return nothing;
  const left: Record[] = [];
  let read = 0;
  for (const record of readRecords(bytes, batch)) {
    if (isMarker || isKept(record, isPast, rules)) left.push(record);
    read += 1;
    if (read % recordsAtOnce === 0) yield;
  }
  if (left.length === 0) return nothing;
  const waits = !hasHorizon && (isMarker ? isNeedless : left.some(({ hasValue }) => !hasValue));
  if (left.length === read && !waits) return bytes;
  return waits ? withRecords(batch, left, now + deleteRetentionMs) : withRecords(batch, left);
}

const isKept = ({ key, offset, hasValue }: Record, isPast: boolean, { keys, keysEnd }: CleaningRules): boolean => {
  if (offset >= keysEnd) return true;
  return key !== undefined && offset >= keys.offsetOf(key) && (hasValue || !isPast);
};

/** Whether it says what nothing else does: the last sequence or epoch of a producer, or how far the log went. */
const mustStay = (batch: BatchHeader, { end, producers }: CleaningRules): boolean => {
  const lastOffset = batch.baseOffset + batch.lastOffsetDelta;
  if (lastOffset + 1 === end) return true;
  const last = batch.producerId < 0 ? undefined : producers.last(batch.producerId);
  if (last === undefined) return false;
  if (last.offset !== undefined) return last.offset === lastOffset;
  return isControl(batch.attributes) && last.epoch === batch.producerEpoch;
};
