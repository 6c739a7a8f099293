/**
 * How a `read_committed` client interprets a fetch, with the algorithm of Java's client: it skips markers and aborted
 * records.
 */
import { readMarker } from '../../src/protocol/records/marker.js';
import {
  batchHeaderBytes,
  isControl,
  isTransactional,
  readBatchHeader,
} from '../../src/protocol/records/record-batch.js';
import { VarintReader } from '../../src/protocol/records/varint-reader.js';
import type { Fetched } from './txn-client.js';

/** The values of the committed records, and the offset of the next fetch. */
export function committedValues({ aborted, records }: Fetched, from: number): { values: string[]; next: number } {
  const waiting = aborted.toSorted((one, other) => one.firstOffset - other.firstOffset);
  const skipped = new Set<number>();
  const values: string[] = [];
  let next = from;
  for (let at = 0; at < records.length; ) {
    const batch = readBatchHeader(records, at);
    next = batch.baseOffset + batch.lastOffsetDelta + 1;
    for (let first = waiting[0]; first !== undefined && first.firstOffset < next; first = waiting[0]) {
      skipped.add(first.producerId);
      waiting.shift();
    }
    if (isControl(batch.attributes)) {
      if (readMarker(records.subarray(at, at + batch.sizeBytes), batch) === 'abort') skipped.delete(batch.producerId);
    } else if (!isTransactional(batch.attributes) || !skipped.has(batch.producerId)) {
      values.push(...valuesOf(records.subarray(at + batchHeaderBytes, at + batch.sizeBytes), batch.count));
    }
    at += batch.sizeBytes;
  }
  return { values, next };
}

function valuesOf(records: Buffer, count: number): string[] {
  const reader = new VarintReader(records);
  return Array.from({ length: count }, () => {
    const end = reader.varint() + reader.position;
    reader.position += 1;
    for (let delta = 0; delta < 2; delta++) reader.varint();
    // No key.
    reader.varint();
    const length = reader.varint();
    const value = records.toString('utf8', reader.position, reader.position + length);
    reader.position = end;
    return value;
  });
}
