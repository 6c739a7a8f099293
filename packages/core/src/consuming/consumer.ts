import { consumerBrand } from '../contracts/brands.js';
import type { ConsumerContract } from '../contracts/consumer.js';
import type { Message } from '../contracts/message.js';
import type { ResponderReport } from '../contracts/responder.js';
import { coreError } from '../errors/core-errors.js';
import type { Logger } from '../ports/logger.js';

/** What a lane gives to the consumer that it runs. */
export interface ConsumerContext {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** False when the partition has been lost. */
  mark(offset: number): boolean;
  isRevoked(): boolean;
  respond(input: unknown): Promise<ResponderReport>;
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

  /** Fires when this partition is taken away while a handler runs, or a stop is forced. Pass it to what can be aborted. */
  protected get signal(): AbortSignal {
    return this.#context('signal').signal;
  }

  /** Whether this partition has been taken away: what is done now may be done by another member too. */
  protected get revoked(): boolean {
    return this.#context('revoked').isRevoked();
  }

  /**
   * Counts a message as done, whatever becomes of the rest of the batch: it is not delivered again. Returns false when
   * the partition has been lost, and with it the right to say so.
   */
  protected markAsConsumed(message: Message<unknown, unknown>): boolean {
    return this.#context('markAsConsumed').mark(message.offset);
  }

  /** Calls this consumer's responder: the one of its route, or by name (UsersConsumer → UsersResponder). */
  protected respondWith(input: unknown): Promise<ResponderReport> {
    return this.#context('respondWith').respond(input);
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
