/** Iterates over the records of a batch, decompressed if necessary. */
import { decompress } from './compression.js';
import { MalformedRecords, type Record, readRecord } from './record.js';
import { type BatchHeader, batchHeaderBytes, compressionOf } from './record-batch.js';
import { VarintReader } from './varint-reader.js';

/**
 * `bytes` are exactly one batch. Throws, after the last record at the latest, when the records do not match the header.
 */
export function* readRecords(bytes: Buffer, batch: BatchHeader): Generator<Record, void> {
  if (batch.count === 0) return;
  const compression = compressionOf(batch.attributes);
  if (compression === undefined) throw new MalformedRecords('no such compression');
  const reader = new VarintReader(decompress(compression, bytes.subarray(batchHeaderBytes)));
  for (let read = 0; read < batch.count; read++) yield readRecord(reader, batch);
  if (reader.position !== reader.bytes.length) throw new MalformedRecords('more records than the header counts');
}
