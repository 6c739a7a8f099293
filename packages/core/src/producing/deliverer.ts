/**
 * The interface of a producer, for responders, `deliver` and tests: encoded messages go in, and each of them has a report
 * of its own. `Producer` is one implementation; `@kfw/testing` has another, which sends nowhere.
 */
import type { DeliveredTo } from '../contracts/responder-contract.js';
import { coreErrorTable } from '../errors/core-errors.js';
import { KfwError } from '../errors/kfw-error.js';
import type { OutboundRecord } from '../ports/records.js';
import type { ConsumedOffsets } from '../ports/transport.js';
import type { SendTrace } from '../tracing/tracer.js';

export type { ConsumedOffsets };

/** A message as bytes, with what its partition is chosen by. */
export interface OutgoingMessage extends OutboundRecord {
  readonly topic: string;
  /** The partition, when it is given outright. */
  readonly partition?: number | undefined;
  /** What the partition is chosen by; the key when left out. */
  readonly partitionKey?: Buffer | undefined;
  /** Its span, when one is recorded. */
  readonly trace?: SendTrace | undefined;
}

/** A message that was not delivered, and why. */
export interface Undelivered {
  readonly message: OutgoingMessage;
  readonly error: Error;
}

/**
 * Receives the messages that a producer gave up, those of one failed batch in one call. `awaited`: their caller's
 * `deliver` rejects with them as well; otherwise they came from `deliverAsync`, and nothing else names them.
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
   * for the cluster. Rejects as `deliver` does before anything is sent. Their results are published as events.
   */
  deliverAsync(messages: readonly OutgoingMessage[]): Promise<void> | undefined;
  /**
   * Sends all of them in one transaction, with the offsets of what was consumed when they are given. A reader of
   * committed messages sees all or none. Transactions of one id run one after the other, and a second process that uses
   * the id fences the first. Rejects, without effect, with `KFW_TRANSACTION_FAILED`; with
   * `KFW_TRANSACTION_REFUSED` when one of the messages is at fault; with `KFW_TRANSACTION_FENCED` when another producer
   * has the id, or another member the consumed partition: the caller must find out whether the work is still its own.
   * With `KFW_TRANSACTION_IN_DOUBT` the effect is unknown: `fence` ends the transaction, and the group's offsets then
   * show it.
   */
  deliverAtomically(
    transactionalId: string,
    messages: readonly OutgoingMessage[],
    consumed?: ConsumedOffsets,
  ): Promise<DeliveredTo[]>;
  /**
   * Fences the earlier owner of a transactional id: when it resolves, the owner's open transaction has ended, and the
   * owner cannot commit any more. A consumer does it before it fetches the group's offsets. Waits for transactions of the id that
   * run in this process. Rejects with `KFW_TRANSACTION_FAILED`.
   */
  fence(transactionalId: string): Promise<void>;
  /** Resolves when all that was buffered when it was called has been delivered or has failed. */
  flush(): Promise<void>;
  /** Accepted messages without a report yet: waiting, or in flight. */
  readonly bufferedCount: number;
  /**
   * Those messages, with their partition where it is chosen already: for the log of a process that must end now.
   * Slow: never on the hot path.
   */
  buffered(): readonly OutgoingMessage[];
}

/**
 * The rejection of `deliver` when messages were not acknowledged. It holds those messages, each with its reason, so that
 * a caller can keep them, and the offsets of the others.
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
