/**
 * Records as they cross the transport port: bytes, untouched. Offsets are numbers (checked to 2^53−1 by the
 * transport) and become strings only where a user reads them.
 */

import type { TopicPartition } from '../events/topic-partition.js';

/** Header values by name; a name that was sent repeatedly holds a list, in the order sent. */
export type RawHeaders = Readonly<Record<string, Buffer | readonly Buffer[]>>;

export interface RawRecord {
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  /** `null` is a tombstone; an empty buffer is an empty value. */
  readonly value: Buffer | null;
  readonly headers: RawHeaders;
  /** Bytes on the wire, before compression: key, value and headers. */
  readonly sizeBytes: number;
}

/** What one fetch brought for one partition. */
export interface RawBatch extends TopicPartition {
  /** The assignment this batch belongs to; a batch of an older one is stale and dropped. */
  readonly generation: number;
  /** The offset after the last record that consumers may read. */
  readonly highWatermark: number;
  /** Never empty, in offset order, possibly with gaps (compaction, transaction markers). */
  readonly records: readonly RawRecord[];
}

export interface OutboundRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | string | readonly (Buffer | string)[]>>;
  /** Milliseconds since the epoch; the client's clock when left out. */
  readonly timestamp?: number | undefined;
}
