/** Rewrites a batch for compaction: with some of its records, or with none. It keeps its offsets and sequences. */
import { compress } from '../../protocol/records/compression.js';
import type { Record } from '../../protocol/records/record.js';
import { writeRecord } from '../../protocol/records/record.js';
import {
  type BatchHeader,
  batchHeaderBytes,
  compressionOf,
  hasDeleteHorizon,
  isLogAppendTime,
  sumBatch,
  withDeleteHorizon,
  withoutRecords,
  writeBatchHeader,
} from '../../protocol/records/record-batch.js';

/** The header only: for the last batch of a producer, whose sequence must be kept, or of a log. */
export const headerOnly = (bytes: Buffer, batch: BatchHeader): Buffer => {
  if (batch.count === 0) return bytes;
  const attributes = withoutRecords(batch.attributes);
  return batchOf({ ...batch, attributes, baseTimestamp: -1, count: 0 }, Buffer.alloc(0));
};

/**
 * With these records, at least one, in the batch's compression. Tombstones may be removed from `deleteHorizonMs` on: it
 * replaces the base timestamp, and stays once set.
 */
export const withRecords = (batch: BatchHeader, records: readonly Record[], deleteHorizonMs?: number): Buffer => {
  const isMarked = deleteHorizonMs !== undefined || hasDeleteHorizon(batch.attributes);
  const kept = isMarked ? batch.baseTimestamp : (records[0]?.timestamp ?? -1);
  const baseTimestamp = deleteHorizonMs ?? kept;
  const plain = Buffer.concat(records.map((record) => writeRecord(record, batch.baseOffset, baseTimestamp)));
  const latest = (): number => records.reduce((latest, { timestamp }) => Math.max(latest, timestamp), -1);
  const header = {
    ...batch,
    attributes: isMarked ? withDeleteHorizon(batch.attributes) : batch.attributes,
    baseTimestamp,
    maxTimestamp: isLogAppendTime(batch.attributes) ? batch.maxTimestamp : latest(),
    count: records.length,
  };
  return batchOf(header, compress(compressionOf(batch.attributes) ?? 'none', plain));
};

const batchOf = (header: BatchHeader, records: Buffer): Buffer => {
  const bytes = Buffer.allocUnsafe(batchHeaderBytes + records.length);
  // The leader epoch, always the first.
  bytes.fill(0, 0, batchHeaderBytes);
  records.copy(bytes, batchHeaderBytes);
  writeBatchHeader(bytes, { ...header, sizeBytes: bytes.length });
  sumBatch(bytes);
  return bytes;
};
