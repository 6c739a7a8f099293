/**
 * The types of middleware on produce: the encoded messages of one call, and the partitions and offsets they got. Only
 * headers may be changed: keys, values and partitions are final by then.
 */
import type { OutboundRecord } from '../ports/records.js';
import type { DeliveredTo } from './responder-contract.js';

/** One message on its way out, as bytes. */
export interface ProducedMessage {
  readonly topic: string;
  readonly key: Buffer | null;
  /** `null` is a tombstone. */
  readonly value: Buffer | null;
  /** May be added to and changed, until `next` is called. They belong to this send alone. */
  readonly headers: Record<string, OutboundRecord['headers'][string]>;
  /** Milliseconds since the epoch; the time of sending when undefined. */
  readonly timestamp: number | undefined;
  /** The partition, when it is given outright. */
  readonly partition: number | undefined;
}

/** What is sent at once: the messages of one responder call, or of one `deliver`. */
export interface ProduceCall {
  /** Name of the responder class; undefined for `deliver` and `deliverAsync`. */
  readonly responder: string | undefined;
  /** True for `callAsync` and `deliverAsync`: `next` then resolves, with an empty list, when all is in the buffer. */
  readonly buffered: boolean;
  /** In the order of sending; never empty. */
  readonly messages: readonly ProducedMessage[];
}

/**
 * Wraps everything that an app sends. What it returns is what the caller gets: where each message went, in order. An error
 * that it throws is the caller's. One that never calls `next` keeps the messages from being sent; it returns an empty list.
 */
export type ProduceMiddleware = (
  call: ProduceCall,
  next: () => Promise<readonly DeliveredTo[]>,
) => Promise<readonly DeliveredTo[]>;
