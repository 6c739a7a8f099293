/** The types of a message and a batch, as handlers see them. */
import type { RawHeaders } from '../ports/records.js';

/** Header values as text (UTF-8; null as an empty one), by name; a name that was sent repeatedly holds a list. */
export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** One consumed message. `P` is the payload's type, `K` the key's. */
export interface Message<P = unknown, K = string> {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /**
   * When it was produced (or appended, by the topic's `message.timestamp.type`). An invalid Date when it has no timestamp,
   * or one that no Date can hold.
   */
  readonly timestamp: Date;
  /** When this process received it. */
  readonly receivedAt: Date;
  /** Decoded on first reading, then kept; `null` when the message has no key. */
  readonly key: K | null;
  readonly rawKey: Buffer | null;
  readonly headers: Headers;
  readonly rawHeaders: RawHeaders;
  /**
   * Decoded on first reading, then kept. A message that nobody reads is never decoded. For a tombstone it is
   * `null`, whatever `P` says: ask `isTombstone` first on compacted topics. Throws `KFW_DECODE_FAILED`.
   */
  readonly payload: P;
  readonly rawPayload: Buffer | null;
  readonly isTombstone: boolean;
  /**
   * Which delivery of this message to this process, or in retry topics, this is: 1 at first, counted per message. One that
   * met an outage does not count.
   */
  readonly attempt: number;
  /** Whether an earlier delivery of this message to this process failed, or met an outage. */
  readonly retrying: boolean;
  /**
   * This message is done without having been handled, which is reported with the reason. Like the two below it counts
   * when the handler's call returns, is forgotten when it throws, and the last of them said counts. Throws
   * `KFW_MESSAGE_UNHANDLED` outside of a handler.
   */
  skip(reason: string): void;
  /** This message goes to the dead-letter topic of its route. Throws `KFW_DEAD_LETTER_MISSING`. */
  deadLetter(reason: string): void;
  /**
   * This message is delivered again after `ms`, however often: `maxRetries` counts failures only. What must be handled
   * in order with it waits. Throws `KFW_RETRY_INVALID`.
   */
  retryAfter(ms: number): void;
}

/** Messages of one partition, in offset order. Iterable; never empty. */
export interface Batch<P = unknown, K = string> extends Iterable<Message<P, K>> {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly Message<P, K>[];
  readonly size: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** The offset after the partition's last message, when this batch was fetched. */
  readonly highWatermark: number;
}
