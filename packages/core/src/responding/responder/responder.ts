import { responderBrand } from '../../contracts/brands.js';
import type {
  CallOptions,
  DeclaresTopics,
  DeliveredTo,
  ResponderClass,
  ResponderContract,
  ResponderKey,
  ResponderReport,
  RespondOptions,
  TombstoneArguments,
  TombstoneToOptions,
  TopicMap,
  TopicsOf,
} from '../../contracts/responder-contract.js';
import { coreError } from '../../errors/core-errors.js';
import type { Outbox } from './outbox.js';
import { currentResponderRuntime } from './responder-runtime.js';
import { outboxKey, runResponder, runResponderAsync, sendTombstone } from './run-responder.js';

type InputOf<R extends ResponderContract> = R extends { respond(input: infer Input): unknown } ? Input : never;

/**
 * Base class of responders: what an app sends, in one place. `Topics` maps each topic to its payload, so that a wrong
 * topic or field does not compile; `@Topic` declares each with its schema. With `static atomic = true` the messages of
 * each call are sent in one transaction: a reader of committed messages sees all of them or none.
 *
 * ```ts
 * @Topic('users', { schema: UserEvent })
 * class UsersResponder extends Responder<{ users: UserEvent }> {
 *   respond(event: UserEvent) {
 *     this.respondTo('users', event, { key: String(event.payload.id) });
 *   }
 * }
 * await UsersResponder.call(event);
 * ```
 */
export abstract class Responder<Topics extends TopicMap = TopicMap> implements DeclaresTopics<Topics> {
  static readonly [responderBrand] = true as const;
  /** For the compiler only. */
  declare readonly topics?: Topics;
  [outboxKey]?: Outbox;

  /** Says what to send for an input, by calling `respondTo` and `tombstoneTo`. Nothing is sent before it has ended. */
  abstract respond(input: never): unknown;

  /**
   * Runs a responder and resolves when the broker has acknowledged all that it sent: per topic, each payload and where
   * it went. Throws `KFW_RESPONDER_…` and `KFW_ENCODE_FAILED` before anything is sent, `KFW_DELIVERY_FAILED` after; an
   * atomic one `KFW_TRANSACTION_…`. While a consumer handles a message, the call's messages carry on its trace and
   * correlation id; `from` names another message, or none.
   */
  static async call<R extends ResponderContract>(
    this: ResponderClass<R>,
    input: InputOf<R>,
    options: CallOptions = {},
  ): Promise<ResponderReport<TopicsOf<R>>> {
    const runtime = currentResponderRuntime(`${this.name}.call`);
    return runResponder(runtime, this, input, options) as Promise<ResponderReport<TopicsOf<R>>>;
  }

  /**
   * As `call`, but resolves as soon as all is in the producer's buffer: `delivery.failed` tells what could not be
   * delivered. Throws before anything is buffered as `call` does before anything is sent, and
   * `KFW_RESPONDER_ATOMIC`: a transaction is over only when the broker has it.
   */
  static async callAsync<R extends ResponderContract>(
    this: ResponderClass<R>,
    input: InputOf<R>,
    options: CallOptions = {},
  ): Promise<void> {
    await runResponderAsync(currentResponderRuntime(`${this.name}.callAsync`), this, input, options);
  }

  /**
   * Sends a message without a value, which deletes the key from a compacted topic; resolves when it is acknowledged.
   * `respond` does not run. A responder of several topics is told which by `topic`. Throws `KFW_TOMBSTONE_…`.
   */
  static async tombstone<R extends ResponderContract>(
    this: ResponderClass<R>,
    key: ResponderKey,
    ...[options = {}]: TombstoneArguments<TopicsOf<R>>
  ): Promise<DeliveredTo> {
    return sendTombstone(currentResponderRuntime(`${this.name}.tombstone`), this, key, options);
  }

  /** Puts a message into the outbox of this call. Throws `KFW_RESPONDER_TOPIC_UNDECLARED`. */
  protected respondTo<T extends keyof Topics & string>(
    topic: T,
    payload: Topics[T],
    options: RespondOptions = {},
  ): void {
    this.#outbox('respondTo').add(topic, payload, options);
  }

  /**
   * Puts a message without a value into the outbox of this call: it deletes the key from a compacted topic. It counts as a
   * use of the topic. Throws `KFW_RESPONDER_TOPIC_UNDECLARED`.
   */
  protected tombstoneTo<T extends keyof Topics & string>(
    topic: T,
    key: ResponderKey,
    options: TombstoneToOptions = {},
  ): void {
    this.#outbox('tombstoneTo').addTombstone(topic, key, options);
  }

  #outbox(member: string): Outbox {
    const outbox = this[outboxKey];
    if (outbox === undefined) throw coreError('KFW_RESPONDER_IDLE', { responder: this.constructor.name, member });
    return outbox;
  }
}
