/**
 * The header of a record batch, magic 2 (Kafka's message format, KIP-98), which is mostly all that the broker reads of
 * a batch. The records stay as their producer wrote them, except in compacted topics (`record.ts`). Base offset and
 * leader epoch are outside of the checksum, so a broker can assign offsets without touching the rest; only
 * LogAppendTime needs a new checksum. Offsets, timestamps and producer ids are plain numbers: exact up to 2
 * - 53, and BigInt would cost on every batch.
 *
 * The transport has its own implementation, on purpose: tests of client against broker prove something only if both are
 * independent.
 */
import { crc32c } from './crc32c.js';

const at = {
  baseOffset: 0,
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  count: 57,
} as const;

/** The size of a batch's header; the records follow. */
export const batchHeaderBytes = 61;
/** Base offset and length: not counted in a batch's own length field. */
export const batchPrefixBytes = 12;

const compressionMask = 0x07;
const logAppendTimeBit = 0x08;
const transactionalBit = 0x10;
const controlBit = 0x20;
const deleteHorizonBit = 0x40;

/** The fields of the header. `sizeBytes` is the size of the whole batch, header and prefix included. */
export interface BatchHeader {
  readonly baseOffset: number;
  readonly sizeBytes: number;
  readonly magic: number;
  readonly crc: number;
  readonly attributes: number;
  readonly lastOffsetDelta: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly count: number;
}

/**
 * A signed 64-bit number at `offset`; beyond 2
 * - 53 it is rounded, which no offset or timestamp of this broker reaches.
 */
export const readInt64Number = (bytes: Buffer, offset: number): number =>
  bytes.readInt32BE(offset) * 0x1_0000_0000 + bytes.readUInt32BE(offset + 4);

const writeInt64Number = (bytes: Buffer, value: number, offset: number): void => {
  bytes.writeInt32BE(Math.floor(value / 0x1_0000_0000), offset);
  bytes.writeUInt32BE(value >>> 0, offset + 4);
};

/** The header of the batch at `start`, where at least `batchHeaderBytes` must follow. */
export const readBatchHeader = (bytes: Buffer, start: number): BatchHeader => ({
  baseOffset: readInt64Number(bytes, start + at.baseOffset),
  sizeBytes: bytes.readInt32BE(start + at.length) + batchPrefixBytes,
  magic: bytes.readInt8(start + at.magic),
  crc: bytes.readUInt32BE(start + at.crc),
  attributes: bytes.readInt16BE(start + at.attributes),
  lastOffsetDelta: bytes.readInt32BE(start + at.lastOffsetDelta),
  baseTimestamp: readInt64Number(bytes, start + at.baseTimestamp),
  maxTimestamp: readInt64Number(bytes, start + at.maxTimestamp),
  producerId: readInt64Number(bytes, start + at.producerId),
  producerEpoch: bytes.readInt16BE(start + at.producerEpoch),
  baseSequence: bytes.readInt32BE(start + at.baseSequence),
  count: bytes.readInt32BE(start + at.count),
});

/** Writes a header to the start of a new batch; `sumBatch` writes the checksum once the records are there. */
export const writeBatchHeader = (bytes: Buffer, batch: BatchHeader): void => {
  writeInt64Number(bytes, batch.baseOffset, at.baseOffset);
  bytes.writeInt32BE(batch.sizeBytes - batchPrefixBytes, at.length);
  bytes.writeInt8(batch.magic, at.magic);
  bytes.writeInt16BE(batch.attributes, at.attributes);
  bytes.writeInt32BE(batch.lastOffsetDelta, at.lastOffsetDelta);
  writeInt64Number(bytes, batch.baseTimestamp, at.baseTimestamp);
  writeInt64Number(bytes, batch.maxTimestamp, at.maxTimestamp);
  writeInt64Number(bytes, batch.producerId, at.producerId);
  bytes.writeInt16BE(batch.producerEpoch, at.producerEpoch);
  bytes.writeInt32BE(batch.baseSequence, at.baseSequence);
  bytes.writeInt32BE(batch.count, at.count);
};

/** Writes the checksum of a new batch. */
export const sumBatch = (bytes: Buffer): void => {
  bytes.writeUInt32BE(crc32c(bytes, at.attributes, bytes.length), at.crc);
};

/** The whole size of the batch at `start`, from its length field; `batchPrefixBytes` must follow. */
export const batchSizeBytes = (bytes: Buffer, start: number): number =>
  bytes.readInt32BE(start + at.length) + batchPrefixBytes;

/** The offset of the last record of the batch at `start`. */
export const batchLastOffset = (bytes: Buffer, start: number): number =>
  readInt64Number(bytes, start + at.baseOffset) + bytes.readInt32BE(start + at.lastOffsetDelta);

export const batchMaxTimestamp = (bytes: Buffer, start: number): number =>
  readInt64Number(bytes, start + at.maxTimestamp);

/** How many bytes of a batch `batchMagic` needs. */
export const batchMagicEnd = at.magic + 1;

export const batchMagic = (bytes: Buffer, start: number): number => bytes.readInt8(start + at.magic);

/** Whether the batch's checksum is valid. */
export const batchCrcHolds = (bytes: Buffer, start: number, sizeBytes: number): boolean =>
  crc32c(bytes, start + at.attributes, start + sizeBytes) === bytes.readUInt32BE(start + at.crc);

/** Writes a batch's offset; the checksum does not cover it. */
export const placeBatch = (bytes: Buffer, start: number, baseOffset: number, leaderEpoch: number): void => {
  writeInt64Number(bytes, baseOffset, start + at.baseOffset);
  bytes.writeInt32BE(leaderEpoch, start + at.leaderEpoch);
};

/** Writes the broker's time to a batch (`message.timestamp.type=LogAppendTime`) and a new checksum. */
export const stampBatch = (bytes: Buffer, start: number, sizeBytes: number, timestamp: number): void => {
  bytes.writeInt16BE(bytes.readInt16BE(start + at.attributes) | logAppendTimeBit, start + at.attributes);
  writeInt64Number(bytes, timestamp, start + at.maxTimestamp);
  bytes.writeUInt32BE(crc32c(bytes, start + at.attributes, start + sizeBytes), start + at.crc);
};

export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
const compressions: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** The compression named by a batch's attributes; undefined for an unknown number. */
export const compressionOf = (attributes: number): Compression | undefined =>
  compressions[attributes & compressionMask];
export const isLogAppendTime = (attributes: number): boolean => (attributes & logAppendTimeBit) !== 0;
export const isTransactional = (attributes: number): boolean => (attributes & transactionalBit) !== 0;
export const isControl = (attributes: number): boolean => (attributes & controlBit) !== 0;

/**
 * Whether compaction has set the time from which on the batch's tombstones, or its marker, may be removed (KIP-534):
 * the base timestamp is that time then.
 */
export const hasDeleteHorizon = (attributes: number): boolean => (attributes & deleteHorizonBit) !== 0;
export const withDeleteHorizon = (attributes: number): number => attributes | deleteHorizonBit;
/** The attributes of a batch without records. */
export const withoutRecords = (attributes: number): number => attributes & ~(compressionMask | deleteHorizonBit);
