/**
 * The first record of a batch whose timestamp is at least the one sought: the only place where the broker looks into a
 * batch. It can where Node can decompress it (plain, gzip, zstd); of a snappy or lz4 batch, and of one that is not what
 * it says, the first record is the answer: it may be some records early, never late.
 */
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { type BatchHeader, batchHeaderBytes, compressionOf, isLogAppendTime } from '../protocol/record-batch.js';
import { VarintReader } from '../protocol/varint-reader.js';

export interface RecordPlace {
  readonly offset: number;
  readonly timestamp: number;
}

/** A batch may say that it holds more than memory does. */
const largestRecordsBytes = 256 * 1024 * 1024;

export const recordAtTime = (
  bytes: Buffer,
  batch: BatchHeader,
  timestamp: number,
  leastOffset: number,
): RecordPlace => {
  const first = { offset: Math.max(batch.baseOffset, leastOffset), timestamp: batch.baseTimestamp };
  if (isLogAppendTime(batch.attributes)) return { offset: first.offset, timestamp: batch.maxTimestamp };
  try {
    const records = plainRecords(bytes.subarray(batchHeaderBytes), batch);
    return (records && firstRecordAtTime(records, batch, timestamp, leastOffset)) ?? first;
  } catch {
    // Not what it says it is: its producer's business, and its consumer's to find out.
    return first;
  }
};

const plainRecords = (records: Buffer, { attributes }: BatchHeader): Buffer | undefined => {
  const compression = compressionOf(attributes);
  if (compression === 'none') return records;
  if (compression === 'gzip') return gunzipSync(records, { maxOutputLength: largestRecordsBytes });
  if (compression === 'zstd') return zstdDecompressSync(records, { maxOutputLength: largestRecordsBytes });
  return undefined;
};

const firstRecordAtTime = (
  records: Buffer,
  batch: BatchHeader,
  timestamp: number,
  leastOffset: number,
): RecordPlace | undefined => {
  const reader = new VarintReader(records);
  for (let read = 0; read < batch.count; read++) {
    const next = reader.varint() + reader.position;
    // Attributes of a record: one byte, without meaning so far.
    reader.position += 1;
    const place = { timestamp: batch.baseTimestamp + reader.varint(), offset: batch.baseOffset + reader.varint() };
    if (place.timestamp >= timestamp && place.offset >= leastOffset) return place;
    reader.position = next;
  }
  return undefined;
};
