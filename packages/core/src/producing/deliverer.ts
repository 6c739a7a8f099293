/**
 * What responders, `deliver` and tests see of a producer: encoded messages go in, and each of them has a report of its
 * own. The producer is one implementation; `@kfw/testing` has another, which sends nowhere.
 */
import type { DeliveredTo } from '../contracts/responder-contract.js';
import { coreErrorTable } from '../errors/core-errors.js';
import { KfwError } from '../errors/kfw-error.js';
import type { OutboundRecord } from '../ports/records.js';
import type { ConsumedOffsets } from '../ports/transport.js';

export type { ConsumedOffsets };

/** A message as bytes, with what its partition is chosen by. */
export interface OutgoingMessage extends OutboundRecord {
  readonly topic: string;
  /** The partition, when it is given outright. */
  readonly partition?: number | undefined;
  /** What the partition is chosen by; the key when left out. */
  readonly partitionKey?: Buffer | undefined;
}

/** A message that was not delivered, and why. */
export interface Undelivered {
  readonly message: OutgoingMessage;
  readonly error: Error;
}

/**
 * Hears of messages that a producer gave up, those of one failed batch in one call. `awaited`: their caller's `deliver`
 * rejects with them as well; otherwise `deliverAsync` took them, and nobody else is told which they were.
 */
export type OnUndelivered = (undelivered: readonly Undelivered[], awaited: boolean) => void;

export interface Deliverer {
  /**
   * Resolves when the broker has acknowledged every message: where each went, in the order given. Messages of one call
   * keep their order within a partition. Rejects with a `DeliveryError` (`KFW_DELIVERY_FAILED`) that holds the messages
   * that were not delivered; with `KFW_PARTITION_INVALID`, `KFW_TOPIC_UNKNOWN`, `KFW_KEY_MISSING` or
   * `KFW_MESSAGE_TOO_LARGE` before any of them is sent.
   */
  deliver(messages: readonly OutgoingMessage[]): Promise<DeliveredTo[]>;
  /** As `deliver`, for one message, without the lists. */
  deliverOne(message: OutgoingMessage): Promise<DeliveredTo>;
  /**
   * Puts messages into the buffer, and returns as soon as they are there: a promise only when it has to wait for room or
   * for the cluster. Rejects as `deliver` does before anything is sent. What becomes of them is told by events.
   */
  deliverAsync(messages: readonly OutgoingMessage[]): Promise<void> | undefined;
  /**
   * Sends all of them in one transaction, with the offsets of what was consumed when they are given. A reader of
   * committed messages sees all or none. Transactions of one id run one after the other, and a second process that uses
   * the id fences the first. Rejects, with nothing committed, with `KFW_TRANSACTION_FAILED`; with
   * `KFW_TRANSACTION_REFUSED` when one of the messages is the reason; with `KFW_TRANSACTION_FENCED` when another producer has
   * the id, or another member the consumed partition: the caller must check that the work is still its own. Only with
   * `KFW_TRANSACTION_IN_DOUBT` the outcome is unknown: `fence` ends it, and the group's offsets then show it.
   */
  deliverAtomically(
    transactionalId: string,
    messages: readonly OutgoingMessage[],
    consumed?: ConsumedOffsets,
  ): Promise<DeliveredTo[]>;
  /**
   * Takes a transactional id over: when it resolves, what an earlier holder left open has ended, and that holder can
   * commit nothing more. A consumer does it before it asks where its group stands. Waits for transactions of the id that
   * run in this process. Rejects with `KFW_TRANSACTION_FAILED`.
   */
  fence(transactionalId: string): Promise<void>;
  /** Resolves when all that was buffered when it was called has been delivered or has failed. */
  flush(): Promise<void>;
  /** Messages that were accepted and have no report yet: waiting, or on their way. */
  readonly bufferedCount: number;
  /**
   * Those messages, with their partition where it is chosen already: what a process that must end now writes into its
   * log. Slow: never on the hot path.
   */
  buffered(): readonly OutgoingMessage[];
}

/**
 * What `deliver` rejects with when messages were not acknowledged: it holds those messages, each with its reason, so that
 * a caller can keep them, and where the others went.
 */
export class DeliveryError extends KfwError<'KFW_DELIVERY_FAILED'> {
  constructor(
    readonly undelivered: readonly Undelivered[],
    /** Where the others went, in the order of the call; `undefined` where a message was not delivered. */
    readonly delivered: readonly (DeliveredTo | undefined)[],
  ) {
    const cause = undelivered[0]?.error;
    const perTopic = Map.groupBy(undelivered, ({ message }) => message.topic);
    super(
      'KFW_DELIVERY_FAILED',
      coreErrorTable.KFW_DELIVERY_FAILED({
        failed: [...perTopic].map(([topic, messages]) => `${messages.length} for ${topic}`),
        undelivered: undelivered.length,
        total: delivered.length,
        reason: cause?.message ?? 'unknown',
      }),
      { cause },
    );
  }
}
