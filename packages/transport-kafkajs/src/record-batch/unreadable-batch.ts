/**
 * The one record that stands for a batch that cannot be read, whatever the reason. It is dead-lettered as it is stored, so
 * that nothing is lost, and its headers say what is needed to read it elsewhere. docs/guides/dead-letters.md lists them.
 */
import type { RawRecord } from '@kfw/core';
import { codecName } from '../compression/compression-codecs.js';
import type { RecordBatch } from './record-batches.js';

/** `from`: what lies before this offset was not asked for, and is not stood for. */
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
