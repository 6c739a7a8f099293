/**
 * What a partition's part of a fetch response holds: batches, whose headers tell where they end and how they are
 * compressed, and in them records (Kafka protocol guide, "Record Batch", format version 2). Headers are read at once,
 * so that the next fetch can be asked for; records when they are handed over.
 */
import type { RawRecord } from '@kfw/core';
import { decompress, isCompressed } from '../client/compression.js';
import { transportError } from '../errors.js';
import { readInt64 } from './numbers.js';
import { VarintReader } from './varints.js';
import { WireRecord } from './wire-record.js';

/** Up to and with the length: what lies before the length's count begins. */
const lengthEnd = 12;
const headerBytes = 61;
const compressionMask = 0x07;
const logAppendTimeFlag = 0x08;
const transactionalFlag = 0x10;
const controlFlag = 0x20;
const recordFormat = 2;

export interface RecordBatch {
  readonly baseOffset: number;
  /** One past its last record, also when that one was compacted away. */
  readonly nextOffset: number;
  readonly attributes: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: bigint;
  readonly count: number;
  /** The records as they came. */
  readonly body: Buffer;
}

/** A transaction that was aborted: its records are not for readers of committed data. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

/** The batches of a record set. The last one may have been cut off by the broker, and is left out. */
export function readBatches(recordSet: Buffer, place: { topic: string; partition: number }): RecordBatch[] {
  const batches: RecordBatch[] = [];
  for (let at = 0; at + headerBytes <= recordSet.length; ) {
    const format = recordSet.readInt8(at + 16);
    if (format !== recordFormat) throw transportError('KFW_RECORD_FORMAT_UNKNOWN', { ...place, format });
    const end = at + lengthEnd + recordSet.readInt32BE(at + 8);
    if (end < at + headerBytes)
      throw transportError('KFW_RECORDS_MALFORMED', { ...place, offset: readInt64(recordSet, at) });
    if (end > recordSet.length) break;
    const baseOffset = readInt64(recordSet, at);
    batches.push({
      baseOffset,
      nextOffset: baseOffset + recordSet.readInt32BE(at + 23) + 1,
      attributes: recordSet.readInt16BE(at + 21),
      baseTimestamp: readInt64(recordSet, at + 27),
      maxTimestamp: readInt64(recordSet, at + 35),
      producerId: recordSet.readBigInt64BE(at + 43),
      count: recordSet.readInt32BE(at + 57),
      body: recordSet.subarray(at + headerBytes, end),
    });
    at = end;
  }
  return batches;
}

/** Those that readers of committed data may see: no markers, and nothing of an aborted transaction. */
export function readable(batches: readonly RecordBatch[], aborted: readonly AbortedTransaction[]): RecordBatch[] {
  const waiting = aborted.toSorted((one, other) => one.firstOffset - other.firstOffset);
  const open = new Set<bigint>();
  return batches.filter(({ attributes, nextOffset, producerId }) => {
    for (let first = waiting[0]; first !== undefined && first.firstOffset < nextOffset; first = waiting[0]) {
      open.add(first.producerId);
      waiting.shift();
    }
    if ((attributes & controlFlag) !== 0) {
      // The marker that ends a transaction, whichever way: what its producer sends after it is a new one.
      open.delete(producerId);
      return false;
    }
    return (attributes & transactionalFlag) === 0 || !open.has(producerId);
  });
}

/** Whether any has to be decompressed, which is awaited. */
export function anyCompressed(batches: readonly RecordBatch[]): boolean {
  return batches.some(({ attributes }) => isCompressed(attributes & compressionMask));
}

/** The same batches as if they had never been compressed; at the same time, off this thread. */
export function decompressed(batches: readonly RecordBatch[]): Promise<RecordBatch[]> {
  return Promise.all(
    batches.map(async (batch) => {
      const codec = batch.attributes & compressionMask;
      if (!isCompressed(codec)) return batch;
      const attributes = batch.attributes & ~compressionMask;
      return { ...batch, attributes, body: await decompress(codec, batch.body) };
    }),
  );
}

/** The records of decompressed batches from an offset on: a batch may begin before the offset that was asked for. */
export function readRecords(
  batches: readonly RecordBatch[],
  from: number,
  place: { topic: string; partition: number },
): RawRecord[] {
  const records: RawRecord[] = [];
  for (const batch of batches) {
    const { baseOffset, baseTimestamp, body, count } = batch;
    const appendedAt = (batch.attributes & logAppendTimeFlag) === 0 ? undefined : batch.maxTimestamp;
    const context = { bytes: body, baseTimestamp, appendedAt };
    const reader = new VarintReader(body, 0);
    for (let index = 0; index < count; index++) {
      const length = reader.int();
      const end = reader.at + length;
      // After the length a byte of attributes follows that no version uses.
      reader.at++;
      const timestampDelta = reader.long();
      const offset = baseOffset + reader.int();
      const keyLength = reader.int();
      const keyAt = reader.at;
      if (keyLength > 0) reader.at += keyLength;
      const valueLength = reader.int();
      const valueAt = reader.at;
      if (length < 0 || valueAt + Math.max(0, valueLength) > end || end > body.length)
        throw transportError('KFW_RECORDS_MALFORMED', { ...place, offset: baseOffset });
      reader.at = end;
      if (offset < from) continue;
      records.push(new WireRecord(offset, context, timestampDelta, keyAt, keyLength, valueAt, valueLength, length));
    }
  }
  return records;
}
