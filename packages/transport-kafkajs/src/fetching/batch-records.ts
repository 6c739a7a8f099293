/**
 * The records of one batch. All of it is checked before any is handed over: what a batch says of itself and what lies in it
 * come from whoever produced it, and brokers look at little of that. One mistake makes the batch unreadable as a whole, so
 * that its messages are neither cut short nor taken from each other's bytes.
 */
import type { RawRecord } from '@kfw/core';
import { transportError } from '../errors.js';
import type { RecordBatch } from './record-batches.js';
import { unreadableBatch } from './unreadable-batch.js';
import { readVarlong, VarintReader } from './varints.js';
import { lastMs, WireRecord } from './wire-record.js';

const logAppendTimeFlag = 0x08;
/** In the header of a batch. */
const baseTimestampAt = 27;

/** Adds the records of a decompressed batch from an offset on, or the one that stands for it when it cannot be read. */
export function readBatchRecords(
  batch: RecordBatch,
  from: number,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  records: RawRecord[],
): void {
  const known = records.length;
  const mistake = batch.problem === undefined ? addRecords(batch, from, records) : undefined;
  if (batch.problem === undefined && mistake === undefined) return;
  records.length = known;
  const place = { topic, partition, offset: batch.baseOffset };
  const problem = batch.problem ?? transportError('KFW_RECORDS_MALFORMED', { ...place, reason: mistake ?? '' });
  records.push(unreadableBatch(batch, from, problem));
}

/** Returns what is wrong with the batch, if anything is. */
function addRecords(batch: RecordBatch, from: number, records: RawRecord[]): string | undefined {
  const { baseOffset, nextOffset, baseTimestamp, body, count } = batch;
  if (count < 0) return `it says that it holds ${count} records`;
  const appendedAt = (batch.attributes & logAppendTimeFlag) === 0 ? undefined : batch.maxTimestamp;
  const context = { bytes: body, baseTimestamp: Number.isNaN(baseTimestamp) ? 0 : baseTimestamp, appendedAt };
  const reader = new VarintReader(body, 0);
  let least = baseOffset;
  for (let index = 0; index < count; index++) {
    const length = reader.int();
    const end = reader.at + length;
    if (length < 0 || end > body.length) return `record ${index + 1} of ${count} does not end within it`;
    // After the length a byte of attributes follows that no version uses.
    const timestampAt = ++reader.at;
    let timestampDelta = reader.long();
    const offset = baseOffset + reader.int();
    const keyLength = reader.int();
    const keyAt = reader.at;
    if (keyLength > 0) reader.at += keyLength;
    const valueLength = reader.int();
    const valueAt = reader.at;
    if (valueLength > 0) reader.at += valueLength;
    if (!reader.skipHeaders(end)) return `the lengths in record ${index + 1} of ${count} contradict each other`;
    if (offset < least || offset >= nextOffset) return `record ${index + 1} of ${count} has an offset out of turn`;
    least = offset + 1;
    if (offset < from) continue;
    if (Number.isNaN(baseTimestamp + timestampDelta))
      timestampDelta = exactly(batch, timestampAt) - context.baseTimestamp;
    records.push(new WireRecord(offset, context, timestampDelta, keyAt, keyLength, valueAt, valueLength, length));
  }
  return reader.at === body.length ? undefined : `it holds more than the ${count} records that it counts`;
}

/** The timestamp of a record, in the arithmetic of 64 bits that Kafka has; `NaN` when no Date can hold it. */
function exactly({ stored, body }: RecordBatch, deltaAt: number): number {
  const sum = BigInt.asIntN(64, stored.readBigInt64BE(baseTimestampAt) + readVarlong(body, deltaAt));
  const ms = Number(sum);
  return Math.abs(ms) <= lastMs ? ms : Number.NaN;
}
