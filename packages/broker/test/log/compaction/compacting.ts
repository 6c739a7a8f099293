/** Compacts a log at once, and lists its records, for tests. */
import { cleanableRange } from '../../../src/log/compaction/cleanable.js';
import { CompactionPass, type CompactionResult } from '../../../src/log/compaction/compaction-pass.js';
import type { PartitionLog } from '../../../src/log/partition-log.js';
import { readRecords } from '../../../src/protocol/records/read-records.js';
import { type BatchHeader, isControl, readBatchHeader } from '../../../src/protocol/records/record-batch.js';
import { VarintReader } from '../../../src/protocol/records/varint-reader.js';

/** One pass, if the log is dirty enough at `now`. */
export const compact = (log: PartitionLog, now: number, mostKeys = 1_000): CompactionResult | undefined => {
  const part = cleanableRange(log, now);
  if (part === undefined) return undefined;
  const steps = new CompactionPass(log, part, now, mostKeys).run();
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
};

export interface BatchHeld {
  readonly header: BatchHeader;
  readonly bytes: Buffer;
}

export const batchesOf = (log: PartitionLog, from = log.startOffset): BatchHeld[] => {
  const all = Buffer.concat(log.read(from, Number.MAX_SAFE_INTEGER, true) ?? []);
  const found: BatchHeld[] = [];
  for (let at = 0; at < all.length; ) {
    const header = readBatchHeader(all, at);
    found.push({ header, bytes: all.subarray(at, at + header.sizeBytes) });
    at += header.sizeBytes;
  }
  return found;
};

export interface RecordHeld {
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: string | null;
}

/** Without markers. */
export const recordsOf = (log: PartitionLog, from = log.startOffset): RecordHeld[] =>
  batchesOf(log, from)
    .filter(({ header }) => !isControl(header.attributes))
    .flatMap(({ header, bytes }) => recordsIn(bytes, header))
    .filter(({ offset }) => offset >= from);

export const recordsIn = (bytes: Buffer, header: BatchHeader): RecordHeld[] =>
  [...readRecords(bytes, header)].map(({ offset, timestamp, key, hasValue, content }) => ({
    offset,
    timestamp,
    key: key?.toString() ?? null,
    value: hasValue ? valueIn(content) : null,
  }));

/** The value, after the key. */
const valueIn = (content: Buffer): string => {
  const reader = new VarintReader(content);
  const keyBytes = reader.varint();
  reader.position += Math.max(keyBytes, 0);
  const valueBytes = reader.varint();
  return content.toString('utf8', reader.position, reader.position + valueBytes);
};

/** `key=value` of each record, with its offset. */
export const recordTexts = (log: PartitionLog): string[] =>
  recordsOf(log).map(({ offset, key, value }) => `${offset} ${key}=${value}`);
