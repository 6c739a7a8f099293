/** The base class of consumers, and the context that a lane gives them. */
import { consumerBrand } from '../../contracts/brands.js';
import type { ConsumerContract } from '../../contracts/consumer-contract.js';
import type { Message } from '../../contracts/message.js';
import type { CallOptions, ResponderReport } from '../../contracts/responder-contract.js';
import { coreError } from '../../errors/core-errors.js';
import type { Logger } from '../../ports/logger.js';
import { currentRun } from '../../responding/transaction/handler-run.js';
import type { SeekTarget } from '../lane/resolve-seek-target.js';

/** What a lane gives to the consumer that it runs. */
export interface ConsumerContext {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** False when the partition has been lost. */
  mark(offset: number): boolean;
  /** As `mark`, for it and all before it. */
  markThrough(offset: number): boolean;
  seek(target: SeekTarget): Promise<void>;
  pause(ms: number): void;
  resume(): void;
  isRevoked(): boolean;
  respond(input: unknown, options: CallOptions): Promise<ResponderReport>;
}

const contextKey = Symbol('kfw.context');

/**
 * Base class of consumers. Define one handler: `process(message)` for one message at a time, or `consume(batch)`. There
 * is one instance per partition, kept between batches, so fields hold that partition's state.
 *
 * ```ts
 * @Payload(UserEvent)
 * class UsersConsumer extends Consumer {
 *   async process(message: Message<UserEvent>) { … }
 * }
 * ```
 * A handler that throws has its messages delivered again from the first one not marked, after a pause.
 */
export abstract class Consumer {
  static readonly [consumerBrand] = true as const;
  [contextKey]?: ConsumerContext;

  /** The group id, as the broker sees it. */
  protected get group(): string {
    return this.#context('group').group;
  }

  protected get topic(): string {
    return this.#context('topic').topic;
  }

  protected get partition(): number {
    return this.#context('partition').partition;
  }

  protected get logger(): Logger {
    return this.#context('logger').logger;
  }

  /**
   * Fires when this partition is taken away while a handler runs, a stop is forced, or `handlerTimeoutMs` is over. Pass
   * it to what can be aborted.
   */
  protected get signal(): AbortSignal {
    return currentRun()?.signal ?? this.#context('signal').signal;
  }

  /** Whether this partition has been taken away: what is done now may be done by another member too. */
  protected get revoked(): boolean {
    return this.#context('revoked').isRevoked();
  }

  /**
   * Counts this one message as done, whatever becomes of the rest of the batch: it is not delivered again. Returns false
   * when the partition has been lost, and with it the right to say so. Throws `KFW_MESSAGE_FOREIGN` for a message of
   * another partition, and `KFW_MARK_TRANSACTIONAL`.
   */
  protected markAsConsumed(message: Message<unknown, unknown>): boolean {
    return this.#contextFor('markAsConsumed', message).mark(message.offset);
  }

  /**
   * Counts this message and every one before it in the partition as done, also those of earlier batches. Returns and
   * throws as `markAsConsumed`; also `KFW_MARK_UNORDERED`.
   */
  protected markAsConsumedThrough(message: Message<unknown, unknown>): boolean {
    return this.#contextFor('markAsConsumedThrough', message).markThrough(message.offset);
  }

  /**
   * Goes on elsewhere in the partition: at an offset, at its first message (`'earliest'`), at its end (`'latest'`), or at
   * the first message that is not older than a `Date`. It takes effect before the next batch, with `process` before the
   * next message: what was fetched is dropped, and what is committed follows, also backwards. An error of the handler
   * comes first: its messages are delivered again and the seek is forgotten. Resolves when the target is known; rejects
   * with `KFW_SEEK_INVALID`, with `KFW_SEEK_OUT_OF_RANGE`, or when the cluster could not be asked. Does nothing when
   * the partition has been lost.
   */
  protected seek(target: SeekTarget): Promise<void> {
    return this.#context('seek').seek(target);
  }

  /**
   * Begins nothing on this partition for `ms` milliseconds, without `ms` until `resume`: no batch after the running one,
   * with `process` no message. The pause outlasts rebalances in which the partition is kept, and ends when it is lost.
   * A later pause takes the place of an earlier one. Throws `KFW_PAUSE_INVALID`.
   */
  protected pause(ms: number = Number.POSITIVE_INFINITY): void {
    const context = this.#context('pause');
    // Whoever comes from JavaScript may give anything.
    if (typeof ms !== 'number' || !(ms >= 0)) {
      throw coreError('KFW_PAUSE_INVALID', { consumer: this.constructor.name, given: String(ms) });
    }
    context.pause(ms);
  }

  /** Ends a pause. */
  protected resume(): void {
    this.#context('resume').resume();
  }

  /**
   * Calls this consumer's responder: the one of its route, or by name (UsersConsumer → UsersResponder). What it sends
   * carries on the trace and correlation id of the message that `process` is at; `from` names another, or none.
   */
  protected respondWith(input: unknown, options: CallOptions = {}): Promise<ResponderReport> {
    return this.#context('respondWith').respond(input, options);
  }

  /** Of the partition that the message comes from: only there its offset means anything. */
  #contextFor(member: string, { topic, partition }: Message<unknown, unknown>): ConsumerContext {
    const context = this.#context(member);
    if (topic === context.topic && partition === context.partition) return context;
    const { topic: ownTopic, partition: ownPartition } = context;
    throw coreError('KFW_MESSAGE_FOREIGN', {
      consumer: this.constructor.name,
      topic,
      partition,
      ownTopic,
      ownPartition,
    });
  }

  #context(member: string): ConsumerContext {
    const context = this[contextKey];
    if (context === undefined) throw coreError('KFW_CONSUMER_DETACHED', { consumer: this.constructor.name, member });
    return context;
  }
}

/** Hands a consumer its context; the lane does it once, right after construction. */
export function attachContext(consumer: ConsumerContract, context: ConsumerContext): void {
  (consumer as { [contextKey]?: ConsumerContext })[contextKey] = context;
}
