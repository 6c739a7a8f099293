/**
 * The answer to a produce request, versions 3 to 7: per partition an error code and the offset of the first record, and
 * for how long the broker throttles this client. Reading behind its end throws Node's ERR_OUT_OF_RANGE.
 */
import type { TopicPartition } from '@kfw/core';
import { readInt64 } from '../wire/int64.js';

export interface ProducedPartition extends TopicPartition {
  /** 0 when it was written. */
  readonly errorCode: number;
  /** The offset of the batch's first record; -1 when it is not known. */
  readonly baseOffset: number;
}

export interface ProduceResponse {
  readonly partitions: readonly ProducedPartition[];
  /** How long the broker asks this client to be silent (KIP-219). */
  readonly throttleMs: number;
}

/** Error code, base offset and the time of appending; since version 5 also where the log starts. */
const partitionBytes = (version: number): number => (version >= 5 ? 30 : 22);

export function readProduceResponse(bytes: Buffer, version: number): ProduceResponse {
  const partitions: ProducedPartition[] = [];
  let at = 4;
  for (let remainingTopics = bytes.readInt32BE(0); remainingTopics > 0; remainingTopics--) {
    const nameEnd = at + 2 + bytes.readInt16BE(at);
    const topic = bytes.toString('utf8', at + 2, nameEnd);
    at = nameEnd + 4;
    for (let remaining = bytes.readInt32BE(nameEnd); remaining > 0; remaining--) {
      const partition = bytes.readInt32BE(at);
      const errorCode = bytes.readInt16BE(at + 4);
      partitions.push({ topic, partition, errorCode, baseOffset: readInt64(bytes, at + 6) });
      at += partitionBytes(version);
    }
  }
  // Before version 6 the broker has waited itself.
  return { partitions, throttleMs: version >= 6 ? bytes.readInt32BE(at) : 0 };
}
