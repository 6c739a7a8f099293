/**
 * Records as they cross the transport port: bytes, untouched. Offsets are numbers (checked to 2^53−1 by the
 * transport) and become strings only where a user reads them.
 */

import type { TopicPartition } from '../events/topic-partition.js';

/** A header value as it was sent; Kafka tells `null` from an empty value. */
export type RawHeaderValue = Buffer | null;

/** Header values by name; a name that was sent repeatedly holds a list, in the order sent. */
export type RawHeaders = Readonly<Record<string, RawHeaderValue | readonly RawHeaderValue[]>>;

/** One header as it was sent: the bytes of its name, which need not be UTF-8, and its value. */
export type HeaderEntry = readonly [name: Buffer, value: RawHeaderValue];

/** What a producer writes that has no clock, or sends none. */
const noTimestamp = -1;

/** Whether a record's timestamp says when it was. */
export function hasTimestamp(timestamp: number): boolean {
  return timestamp !== noTimestamp && !Number.isNaN(timestamp);
}

export interface RawRecord {
  readonly offset: number;
  /** Milliseconds since the epoch. −1 when it has none; `NaN` when it is one that no Date can hold. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  /** `null` is a tombstone; an empty buffer is an empty value. */
  readonly value: Buffer | null;
  readonly headers: RawHeaders;
  /** The same headers one by one, in the order sent, repetitions included; made from `headers` when left out. */
  readonly headerEntries?: readonly HeaderEntry[] | undefined;
  /** Whether it has any, told without reading them; unknown when left out. */
  readonly hasHeaders?: boolean | undefined;
  /** Bytes of the record in its batch, before compression: key, value, headers, and some for their lengths. */
  readonly sizeBytes: number;
  /**
   * Why it cannot be read: the record stands for all from `offset` to `lastOffset`, `value` is what is stored there and
   * `headers` say what that is. No handler is called with it; its error goes the way that the route says.
   */
  readonly problem?: Error | undefined;
  /** The last offset that it stands for; its own when left out. */
  readonly lastOffset?: number | undefined;
}

/** What one fetch brought for one partition. */
export interface RawBatch extends TopicPartition {
  /** The assignment this batch belongs to; a batch of an older one is stale and dropped. */
  readonly generation: number;
  /** The offset after the last record that consumers may read. */
  readonly highWatermark: number;
  /** In offset order, possibly with gaps (compaction, transaction markers). Empty when all that came holds no message. */
  readonly records: readonly RawRecord[];
  /** One past everything that came: records, transaction markers, aborted messages, and what was compacted away. */
  readonly nextOffset: number;
}

export interface OutboundRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | string | readonly (Buffer | string)[]>>;
  /** Headers that go out as they came, in this order, before `headers`. */
  readonly headerEntries?: readonly HeaderEntry[] | undefined;
  /** Milliseconds since the epoch; the client's clock when left out. */
  readonly timestamp?: number | undefined;
}
