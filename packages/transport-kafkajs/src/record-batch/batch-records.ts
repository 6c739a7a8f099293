/**
 * Reads the records of one batch. All are checked before any is dispatched: their lengths and the batch's header come
 * from its producer, and brokers check little of that. One mistake makes the whole batch unreadable, so that no
 * message is cut short or filled with another one's bytes.
 */
import type { RawRecord } from '@kfw/core';
import { transportError } from '../errors.js';
import type { RecordBatch } from './record-batches.js';
import { RecordCursor } from './record-cursor.js';
import { unreadableBatch } from './unreadable-batch.js';

interface BatchPartition {
  readonly topic: string;
  readonly partition: number;
}

/**
 * Adds the records of a decompressed batch from an offset on, or one record that represents it when it cannot be
 * read.
 */
export function readBatchRecords(
  batch: RecordBatch,
  from: number,
  location: BatchPartition,
  records: RawRecord[],
): void {
  const countBefore = records.length;
  const checked = batch.problem === undefined ? addRecords(batch, from, location, records) : batch;
  if (checked.problem === undefined) return;
  records.length = countBefore;
  records.push(unreadableBatch(batch, from, checked.problem));
}

/** The batch, with its problem if it has one. */
function addRecords(batch: RecordBatch, from: number, location: BatchPartition, records: RawRecord[]): RecordBatch {
  const cursor = new RecordCursor(batch, from);
  return withProblem(batch, location, cursor.read(records));
}

/** The same batch, marked as unreadable if there is a reason. */
export function withProblem(batch: RecordBatch, { topic, partition }: BatchPartition, reason?: string): RecordBatch {
  if (reason === undefined) return batch;
  const location = { topic, partition, offset: batch.baseOffset };
  return { ...batch, problem: transportError('KFW_RECORDS_MALFORMED', { ...location, reason }) };
}
