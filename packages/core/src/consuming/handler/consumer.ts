/** The base class of consumers, and the context that a lane gives them. */
import { consumerBrand } from '../../contracts/brands.js';
import type { ConsumerContract } from '../../contracts/consumer-contract.js';
import type { Message } from '../../contracts/message.js';
import type { CallOptions, ResponderReport } from '../../contracts/responder-contract.js';
import { coreError } from '../../errors/core-errors.js';
import type { Logger } from '../../ports/logger.js';
import { currentRun } from '../../responding/transaction/handler-run.js';
import type { SeekTarget } from '../lane/resolve-seek-target.js';

/** The interface of a lane to the consumer that it runs. */
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
 * When a handler throws, its messages are delivered again after a pause, from the first unmarked one.
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
   * Fires when this partition is revoked while a handler runs, when a stop is forced, or after `handlerTimeoutMs`. Pass it
   * to whatever can be aborted.
   */
  protected get signal(): AbortSignal {
    return currentRun()?.signal ?? this.#context('signal').signal;
  }

  /** Whether this partition has been revoked: another member may be handling its messages already. */
  protected get revoked(): boolean {
    return this.#context('revoked').isRevoked();
  }

  /**
   * Counts this one message as done, whatever happens to the rest of the batch: it is not delivered again. Returns false,
   * and does nothing, when the partition has been lost. Throws `KFW_MESSAGE_FOREIGN` for a message of another partition,
   * and `KFW_MARK_TRANSACTIONAL`.
   */
  protected markAsConsumed(message: Message<unknown, unknown>): boolean {
    return this.#contextFor('markAsConsumed', message).mark(message.offset);
  }

  /**
   * Counts this message and every one before it in the partition as done, earlier batches included. Returns and throws as
   * `markAsConsumed`; also `KFW_MARK_UNORDERED`.
   */
  protected markAsConsumedThrough(message: Message<unknown, unknown>): boolean {
    return this.#contextFor('markAsConsumedThrough', message).markThrough(message.offset);
  }

  /**
   * Continues at another position of the partition: an offset, its first message (`'earliest'`), its end (`'latest'`), or
   * the first message at or after a `Date`. It takes effect before the next batch, with `process` before the next message:
   * fetched messages are dropped, and the committed offset follows, backwards as well. An error of the handler has
   * precedence: its messages are delivered again and the seek is forgotten. Resolves when the target offset is known;
   * rejects with `KFW_SEEK_INVALID`, with `KFW_SEEK_OUT_OF_RANGE`, or when the cluster is not reachable. Does nothing when
   * the partition has been lost.
   */
  protected seek(target: SeekTarget): Promise<void> {
    return this.#context('seek').seek(target);
  }

  /**
   * Pauses this partition for `ms` milliseconds, or until `resume` without `ms`: no batch begins after the running one,
   * with `process` no message. The pause outlasts rebalances in which the partition is retained, and ends when it is lost.
   * A later pause replaces an earlier one. Throws `KFW_PAUSE_INVALID`.
   */
  protected pause(ms: number = Number.POSITIVE_INFINITY): void {
    const context = this.#context('pause');
    // JavaScript callers may pass anything.
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
   * Calls this consumer's responder: the one of its route, or the one by name (UsersConsumer → UsersResponder). Its
   * messages propagate the trace and correlation id of the message that `process` is handling; `from` names another, or
   * none.
   */
  protected respondWith(input: unknown, options: CallOptions = {}): Promise<ResponderReport> {
    return this.#context('respondWith').respond(input, options);
  }

  /** Checks that the message is of this partition: an offset has a meaning in its own partition only. */
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

/** Gives a consumer its context, right after construction. */
export function attachContext(consumer: ConsumerContract, context: ConsumerContext): void {
  (consumer as { [contextKey]?: ConsumerContext })[contextKey] = context;
}
