/**
 * Reads a produce response, versions 3 to 7: per partition an error code and the offset of the first record, and the
 * time for which the broker throttles this client. Reading past its end throws Node's ERR_OUT_OF_RANGE.
 */
import type { TopicPartition } from '@kfw/core';
import { WireReader } from '../wire/reader.js';

export interface ProducedPartition extends TopicPartition {
  /** 0 when it was written. */
  readonly errorCode: number;
  /** The offset of the batch's first record; -1 when it is unknown. */
  readonly baseOffset: number;
}

export interface ProduceResponse {
  readonly partitions: readonly ProducedPartition[];
  /** How long the broker asks this client to be silent (KIP-219). */
  readonly throttleMs: number;
}

export function readProduceResponse(bytes: Buffer, version: number): ProduceResponse {
  const reader = new WireReader(bytes, 0);
  const topics = reader.array(() => {
    const topic = reader.string();
    return reader.array(() => readPartition(reader, topic, version));
  });
  // Before version 6 the broker has throttled by waiting.
  return { partitions: topics.flat(), throttleMs: version >= 6 ? reader.int32() : 0 };
}

function readPartition(reader: WireReader, topic: string, version: number): ProducedPartition {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const baseOffset = reader.int64();
  // The time of appending; since version 5 also where the log starts.
  reader.at += version >= 5 ? 16 : 8;
  return { topic, partition, errorCode, baseOffset };
}
