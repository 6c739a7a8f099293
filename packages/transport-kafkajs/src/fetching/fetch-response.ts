/**
 * Reads the response to a fetch, versions 4 to 11. Record sets stay bytes: see `record-batches.ts`.
 */
import { createErrorFromCode } from '../kafkajs/kafkajs-errors.js';
import type { AbortedTransaction } from '../record-batch/record-batches.js';
import { WireReader } from '../wire/reader.js';

export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  /** 0: no error. */
  readonly errorCode: number;
  /** The end of the log. */
  readonly highWatermark: number;
  /** The end of the log for readers of committed records. */
  readonly lastStableOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  readonly recordSet: Buffer;
}

export interface FetchResponse {
  /** How long the broker asks this client to be silent (KIP-219). */
  readonly clientSideThrottleTime: number;
  /** An error of the whole request; 0: no error. */
  readonly errorCode: number;
  readonly partitions: readonly FetchedPartition[];
}

/** The error code of a partition whose log does not hold the offset that was asked for. */
export const offsetOutOfRange = 1;

/** Throws the error of the whole request, if it has one. */
export function withoutError(response: FetchResponse): FetchResponse {
  if (response.errorCode !== 0) throw createErrorFromCode(response.errorCode);
  return response;
}

export function readFetchResponse(bytes: Buffer, version: number): FetchResponse {
  const reader = new WireReader(bytes, 0);
  const throttleMs = reader.int32();
  const errorCode = version >= 7 ? reader.int16() : 0;
  if (version >= 7) reader.int32();
  const topics = reader.array(() => {
    const topic = reader.string();
    return reader.array(() => readPartition(reader, topic, version));
  });
  // Before version 8 the broker has throttled by waiting.
  return { clientSideThrottleTime: version >= 8 ? throttleMs : 0, errorCode, partitions: topics.flat() };
}

function readPartition(reader: WireReader, topic: string, version: number): FetchedPartition {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const highWatermark = reader.int64();
  const lastStableOffset = reader.int64();
  if (version >= 5) reader.int64();
  const aborted = reader.array(() => ({ producerId: reader.bigInt64(), firstOffset: reader.int64() }));
  if (version >= 11) reader.int32();
  const recordSet = reader.buffer();
  const readableEnd = lastStableOffset < 0 ? highWatermark : lastStableOffset;
  return { topic, partition, errorCode, highWatermark, lastStableOffset: readableEnd, aborted, recordSet };
}
