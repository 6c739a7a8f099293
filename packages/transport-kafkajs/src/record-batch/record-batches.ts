/**
 * Reads the batches of a fetched record set: their headers, which hold the end and the compression of each (Kafka
 * protocol guide, "Record Batch", format version 2). Headers are read at once, so that the next fetch can be sent;
 * records when they are dispatched.
 */
import { compressionMask } from '../compression/compression-codecs.js';
import { transportError } from '../errors.js';
import { readInt64 } from '../wire/int64.js';

/** The end of the length field, where the counted bytes begin. */
const lengthEnd = 12;
const headerBytes = 61;
/** The end of the format field, and of the attributes in earlier formats: all formats begin alike. */
const minBytes = 18;
const transactionalFlag = 0x10;
const controlFlag = 0x20;
const recordFormat = 2;

export interface RecordBatch {
  readonly baseOffset: number;
  /** The offset after its last record, even if that record was compacted away. */
  readonly nextOffset: number;
  readonly attributes: number;
  /** The number of the codec it is stored with. */
  readonly codec: number;
  /** Milliseconds since the epoch; `NaN` beyond 2^53 − 1. The same holds for `maxTimestamp`. */
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: bigint;
  readonly count: number;
  /** The records, compressed as fetched, or decompressed. */
  readonly body: Buffer;
  /** The batch as it is stored: its header, and the records as fetched. */
  readonly stored: Buffer;
  /** Why it cannot be read; then it is dispatched as it is stored. */
  readonly problem?: Error | undefined;
}

/** An aborted transaction: readers of committed records do not see its records. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

/**
 * The batches of a record set that was fetched from an offset on. A last batch that the broker has cut off is left
 * out. Never throws: an unreadable batch has a `problem`; one whose end is unknown is the last.
 */
export function readBatches(
  recordSet: Buffer,
  location: { topic: string; partition: number },
  from: number,
): RecordBatch[] {
  const batches: RecordBatch[] = [];
  let position = from;
  for (let at = 0; at + minBytes <= recordSet.length; ) {
    const end = at + lengthEnd + recordSet.readInt32BE(at + 8);
    if (end > recordSet.length) break;
    const isFramed = end >= at + minBytes;
    const batch = readBatch(recordSet.subarray(at, isFramed ? end : at + minBytes), location, position);
    batches.push(isFramed ? batch : { ...batch, stored: recordSet.subarray(at) });
    if (!isFramed) break;
    position = Math.max(position, batch.nextOffset);
    at = end;
  }
  return batches;
}

function readBatch(
  stored: Buffer,
  { topic, partition }: { topic: string; partition: number },
  position: number,
): RecordBatch {
  const offset = readInt64(stored, 0);
  const location = { topic, partition, offset: Number.isNaN(offset) ? position : offset };
  const malformed = (reason: string) => transportError('KFW_RECORDS_MALFORMED', { ...location, reason });
  const format = stored.readInt8(16);
  const unreadFields = {
    baseOffset: position,
    attributes: 0,
    codec: 0,
    baseTimestamp: -1,
    maxTimestamp: -1,
    producerId: -1n,
    count: -1,
  };
  const placeholder = { ...unreadFields, nextOffset: position + 1, body: stored, stored };
  if (Number.isNaN(offset)) return { ...placeholder, problem: malformed('its offset is not one that a log can have') };
  if (format !== recordFormat) {
    const problem = transportError('KFW_RECORD_FORMAT_UNKNOWN', { ...location, format });
    // In these formats the offset is that of the last record, and the attributes follow the format.
    return {
      ...placeholder,
      codec: stored.readInt8(17) & compressionMask,
      nextOffset: Math.max(position, offset) + 1,
      problem,
    };
  }
  if (stored.length < headerBytes) return { ...placeholder, problem: malformed('it is shorter than its header') };
  const lastDelta = stored.readInt32BE(23);
  const attributes = stored.readInt16BE(21);
  const batch = {
    baseOffset: offset,
    nextOffset: offset + lastDelta + 1,
    attributes,
    codec: attributes & compressionMask,
    baseTimestamp: readInt64(stored, 27),
    maxTimestamp: readInt64(stored, 35),
    producerId: stored.readBigInt64BE(43),
    count: stored.readInt32BE(57),
    body: stored.subarray(headerBytes),
    stored,
  };
  if (lastDelta >= 0 && Number.isSafeInteger(batch.nextOffset)) return batch;
  const nextOffset = Math.max(position, offset) + 1;
  return { ...batch, nextOffset, problem: malformed('its last offset comes before its first') };
}

/** The batches that readers of committed records see: without markers, and without aborted transactions. */
export function visibleBatches(batches: readonly RecordBatch[], aborted: readonly AbortedTransaction[]): RecordBatch[] {
  const pendingAborts = aborted.toSorted((one, other) => one.firstOffset - other.firstOffset);
  const abortedProducers = new Set<bigint>();
  return batches.filter(({ attributes, nextOffset, producerId }) => {
    for (
      let first = pendingAborts[0];
      first !== undefined && first.firstOffset < nextOffset;
      first = pendingAborts[0]
    ) {
      abortedProducers.add(first.producerId);
      pendingAborts.shift();
    }
    if ((attributes & controlFlag) !== 0) {
      // A marker ends a transaction; later records of its producer belong to a new one.
      abortedProducers.delete(producerId);
      return false;
    }
    return (attributes & transactionalFlag) === 0 || !abortedProducers.has(producerId);
  });
}
