/**
 * The answer to a fetch, versions 4 to 11 of the protocol. Record sets are left as they are: see `record-batches.ts`.
 */

import type { AbortedTransaction } from '../record-batch/record-batches.js';
import { readInt64 } from '../wire/int64.js';

export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  /** 0 when all went well. */
  readonly errorCode: number;
  /** One past the last record that readers of committed data may see. */
  readonly lastStableOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  readonly recordSet: Buffer;
}

export interface FetchResponse {
  /** How long the broker asks this client to be silent (KIP-219). */
  readonly clientSideThrottleTime: number;
  /** An error of the whole request; 0 when all went well. */
  readonly errorCode: number;
  readonly partitions: readonly FetchedPartition[];
}

const noBytes = Buffer.alloc(0);

/** Reads numbers and byte runs in order. Reading behind the end throws Node's ERR_OUT_OF_RANGE. */
class Reader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  int16(): number {
    this.#at += 2;
    return this.bytes.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.bytes.readInt32BE(this.#at - 4);
  }

  int64(): number {
    this.#at += 8;
    return readInt64(this.bytes, this.#at - 8);
  }

  bigInt64(): bigint {
    this.#at += 8;
    return this.bytes.readBigInt64BE(this.#at - 8);
  }

  text(): string {
    const length = this.int16();
    this.#at += Math.max(0, length);
    return this.bytes.toString('utf8', this.#at - Math.max(0, length), this.#at);
  }

  bytesField(): Buffer {
    const length = this.int32();
    if (length <= 0) return noBytes;
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }

  /** A null list reads as an empty one. */
  list<Item>(read: () => Item): Item[] {
    const items: Item[] = [];
    for (let left = this.int32(); left > 0; left--) items.push(read());
    return items;
  }
}

export function readFetchResponse(bytes: Buffer, version: number): FetchResponse {
  const reader = new Reader(bytes);
  const throttleMs = reader.int32();
  const errorCode = version >= 7 ? reader.int16() : 0;
  if (version >= 7) reader.int32();
  const topics = reader.list(() => {
    const topic = reader.text();
    return reader.list(() => readPartition(reader, topic, version));
  });
  // Before version 8 the broker has waited itself.
  return { clientSideThrottleTime: version >= 8 ? throttleMs : 0, errorCode, partitions: topics.flat() };
}

function readPartition(reader: Reader, topic: string, version: number): FetchedPartition {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const highWatermark = reader.int64();
  const lastStableOffset = reader.int64();
  if (version >= 5) reader.int64();
  const aborted = reader.list(() => ({ producerId: reader.bigInt64(), firstOffset: reader.int64() }));
  if (version >= 11) reader.int32();
  const recordSet = reader.bytesField();
  const readableEnd = lastStableOffset < 0 ? highWatermark : lastStableOffset;
  return { topic, partition, errorCode, lastStableOffset: readableEnd, aborted, recordSet };
}
