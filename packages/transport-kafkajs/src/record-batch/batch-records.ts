/**
 * The records of one batch. All of it is checked before any is handed over: what a batch says of itself and what lies in it
 * come from whoever produced it, and brokers look at little of that. One mistake makes the batch unreadable as a whole, so
 * that its messages are neither cut short nor taken from each other's bytes.
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

/** Adds the records of an unpacked batch from an offset on, or the one that stands for it when it cannot be read. */
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

/** The batch with its problem, when something is wrong with it. */
function addRecords(batch: RecordBatch, from: number, location: BatchPartition, records: RawRecord[]): RecordBatch {
  const cursor = new RecordCursor(batch, from);
  return withProblem(batch, location, cursor.read(records));
}

/** The same batch as one that cannot be read, if there is a mistake. */
export function withProblem(batch: RecordBatch, { topic, partition }: BatchPartition, reason?: string): RecordBatch {
  if (reason === undefined) return batch;
  const location = { topic, partition, offset: batch.baseOffset };
  return { ...batch, problem: transportError('KFW_RECORDS_MALFORMED', { ...location, reason }) };
}
