/**
 * The batch that ends a transaction in a partition (KIP-98): one control record, whose key says whether the transaction
 * was committed or aborted. Only brokers write markers; clients skip them.
 */
import { readRecords } from './read-records.js';
import { type BatchHeader, batchHeaderBytes, sumBatch, writeBatchHeader } from './record-batch.js';

/** In a control record's key, after its version. */
const typeAt = 2;
const types = { abort: 0, commit: 1 } as const;
/** The one coordinator always has the same epoch. */
const coordinatorEpoch = 0;
/** The record after its length field: four single bytes, a key of 4, a length, a value of 6, no headers. */
const recordBytes = 16;
const transactionalControl = 0x30;

export interface Marker {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly isCommit: boolean;
}

/** The marker as a batch without an offset yet. */
export const makeMarker = ({ producerId, producerEpoch, isCommit }: Marker, timestamp: number): Buffer => {
  const bytes = Buffer.alloc(batchHeaderBytes + 1 + recordBytes);
  const header: BatchHeader = {
    baseOffset: 0,
    sizeBytes: bytes.length,
    magic: 2,
    crc: 0,
    attributes: transactionalControl,
    lastOffsetDelta: 0,
    baseTimestamp: timestamp,
    maxTimestamp: timestamp,
    producerId,
    producerEpoch,
    baseSequence: -1,
    count: 1,
  };
  writeBatchHeader(bytes, header);
  let at = bytes.writeUInt8(recordBytes * 2, batchHeaderBytes);
  at = bytes.writeUIntBE(0, at, 3);
  at = bytes.writeUInt8(4 * 2, at);
  at = bytes.writeInt16BE(0, at);
  at = bytes.writeInt16BE(isCommit ? types.commit : types.abort, at);
  at = bytes.writeUInt8(6 * 2, at);
  at = bytes.writeInt16BE(0, at);
  bytes.writeInt32BE(coordinatorEpoch, at);
  sumBatch(bytes);
  return bytes;
};

/**
 * What the control batch at the start of `bytes` does to its producer's transaction; undefined for an empty one, of
 * which compaction left only the header, and for other control batches.
 */
export const readMarker = (bytes: Buffer, batch: BatchHeader): 'commit' | 'abort' | undefined => {
  const type = markerType(bytes, batch);
  if (type === types.commit) return 'commit';
  return type === types.abort ? 'abort' : undefined;
};

const markerType = (bytes: Buffer, batch: BatchHeader): number | undefined => {
  try {
    const [record] = readRecords(bytes, batch);
    return record?.key?.readInt16BE(typeAt);
  } catch {
    // Not written by a broker: it ends no transaction.
    return undefined;
  }
};
