import { responderBrand } from '../contracts/brands.js';
import type {
  DeclaresTopics,
  ResponderClass,
  ResponderContract,
  ResponderReport,
  TopicMap,
  TopicsOf,
} from '../contracts/responder.js';
import { coreError } from '../errors/core-errors.js';
import { Outbox, type RespondOptions } from './outbox.js';
import { currentResponderRuntime, type ResponderRuntime } from './runtime.js';

type InputOf<R extends ResponderContract> = R extends { respond(input: infer Input): unknown } ? Input : never;

const outboxKey = Symbol('kfw.outbox');

/**
 * Base class of responders: what an app sends, in one place. `Topics` maps each topic to its payload, so that a wrong
 * topic or field does not compile; `@Topic` declares each with its schema.
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

  /** Says what to send for an input, by calling `respondTo`. Nothing is sent before it has ended. */
  abstract respond(input: never): unknown;

  /**
   * Runs a responder and resolves when the broker has acknowledged all that it sent: per topic, each payload and where
   * it went. Throws `KFW_RESPONDER_…` and `KFW_ENCODE_FAILED` before anything is sent, `KFW_DELIVERY_FAILED` after.
   */
  static async call<R extends ResponderContract>(
    this: ResponderClass<R>,
    input: InputOf<R>,
  ): Promise<ResponderReport<TopicsOf<R>>> {
    return runResponder(currentResponderRuntime(`${this.name}.call`), this, input) as Promise<
      ResponderReport<TopicsOf<R>>
    >;
  }

  /** Puts a message into the outbox of this call. Throws `KFW_RESPONDER_TOPIC_UNDECLARED`. */
  protected respondTo<T extends keyof Topics & string>(
    topic: T,
    payload: Topics[T],
    options: RespondOptions = {},
  ): void {
    const outbox = this[outboxKey];
    if (outbox === undefined) throw coreError('KFW_RESPONDER_IDLE', { responder: this.constructor.name });
    outbox.add(topic, payload, options);
  }
}

/** Runs one call of a responder: respond, then send what it put into its outbox. */
export async function runResponder(
  runtime: ResponderRuntime,
  responderClass: ResponderClass,
  input: unknown,
): Promise<ResponderReport> {
  const startedAt = performance.now();
  const plan = runtime.planOf(responderClass);
  const outbox = new Outbox(plan);
  const responder = new responderClass() as ResponderContract & { [outboxKey]?: Outbox };
  responder[outboxKey] = outbox;
  await responder.respond(input as never);
  delete responder[outboxKey];
  const report = await outbox.send(runtime.producer);
  if (runtime.monitor.has('responder.responded')) {
    const topics = Object.keys(report);
    const messages = topics.reduce((sum, topic) => sum + (report[topic]?.length ?? 0), 0);
    const durationMs = performance.now() - startedAt;
    runtime.monitor.publish('responder.responded', { responder: plan.name, topics, messages, durationMs });
  }
  return report;
}
