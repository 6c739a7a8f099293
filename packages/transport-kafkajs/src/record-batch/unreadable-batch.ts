/**
 * The one record that represents an unreadable batch. It is dead-lettered as it is stored, so that nothing is lost,
 * and its headers hold what is needed to read it elsewhere: see docs/guides/dead-letters.md.
 */
import type { RawRecord } from '@kfw/core';
import { codecName } from '../compression/compression-codecs.js';
import type { RecordBatch } from './record-batches.js';

/** `from`: the fetched offset; earlier records of the batch are not represented. */
export function unreadableBatch(batch: RecordBatch, from: number, problem: Error): RawRecord {
  const { baseOffset, nextOffset, codec, maxTimestamp, count, stored } = batch;
  const lastOffset = nextOffset - 1;
  const details = {
    'kfw-batch-codec': codecName(codec),
    'kfw-batch-first-offset': baseOffset,
    'kfw-batch-last-offset': lastOffset,
    ...(count >= 0 && { 'kfw-batch-count': count }),
  };
  return {
    offset: Math.max(baseOffset, from),
    lastOffset,
    timestamp: maxTimestamp,
    key: null,
    value: stored,
    headers: Object.fromEntries(Object.entries(details).map(([name, detail]) => [name, Buffer.from(String(detail))])),
    sizeBytes: stored.length,
    problem,
  };
}
