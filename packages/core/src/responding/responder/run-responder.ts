/** The ways to make a responder send: a call, a consumer's response, a call that only fills the buffer, and a tombstone. */
import type {
  CallOptions,
  DeliveredTo,
  ResponderClass,
  ResponderContract,
  ResponderKey,
  ResponderReport,
  TombstoneToOptions,
} from '../../contracts/responder-contract.js';
import { coreError } from '../../errors/core-errors.js';
import { checkNotGenerator } from '../../errors/generators.js';
import type { OutgoingMessage } from '../../producing/deliverer.js';
import type { ResponderPlan, TopicPlan } from '../../routing/plan/plan.js';
import { propagatedHeaders } from '../message/propagated-headers.js';
import { Outbox } from './outbox.js';
import type { ResponderRuntime } from './responder-runtime.js';

/** Where an instance finds the outbox of its call. */
export const outboxKey = Symbol('kfw.outbox');

/** Runs the responder of a consumer's topic. Throws `KFW_RESPONDER_NOT_FOUND`. */
export async function respondFor(
  runtime: ResponderRuntime,
  plan: TopicPlan,
  input: unknown,
  options?: CallOptions,
): Promise<ResponderReport> {
  if (plan.responder === undefined) {
    throw coreError('KFW_RESPONDER_NOT_FOUND', { consumer: plan.consumer.name, expected: plan.expectedResponder });
  }
  return runResponder(runtime, plan.responder, input, options);
}

/** Runs one call of a responder: respond, then send what it put into its outbox. */
export async function runResponder(
  runtime: ResponderRuntime,
  responderClass: ResponderClass,
  input: unknown,
  { from }: CallOptions = {},
): Promise<ResponderReport> {
  return inTraceOf(runtime, from, () => call(runtime, responderClass, input, from));
}

/** As `runResponder`, up to the buffer. Throws `KFW_RESPONDER_ATOMIC`. */
export async function runResponderAsync(
  runtime: ResponderRuntime,
  responderClass: ResponderClass,
  input: unknown,
  { from }: CallOptions,
): Promise<void> {
  return inTraceOf(runtime, from, () => callAsync(runtime, responderClass, input, from));
}

/** Throws `KFW_TOMBSTONE_TOPIC_OPEN` when the responder has several topics and none is named. */
export async function sendTombstone(
  runtime: ResponderRuntime,
  responderClass: ResponderClass,
  key: ResponderKey,
  { from, ...options }: TombstoneToOptions & CallOptions & { readonly topic?: string },
): Promise<DeliveredTo> {
  return inTraceOf(runtime, from, () => callTombstone(runtime, responderClass, key, options, from));
}

/** With `from`, what is sent carries on the trace of that message; with `null` it carries on none. */
function inTraceOf<T>({ monitor: { tracer } }: ResponderRuntime, from: CallOptions['from'], work: () => T): T {
  if (tracer === undefined || from === undefined) return work();
  return tracer.continuing(from === null ? null : from.rawHeaders, work);
}

async function call(
  runtime: ResponderRuntime,
  responderClass: ResponderClass,
  input: unknown,
  from: CallOptions['from'],
): Promise<ResponderReport> {
  const startedAt = performance.now();
  // Read first: while `respond` waits, the consumer that called may proceed to another message.
  const propagated = propagatedHeaders(runtime.propagatedHeaders, runtime.monitor.tracer, from);
  const plan = runtime.planOf(responderClass);
  const outbox = await respond(plan, responderClass, input);
  const messages = await outbox.encode(propagated);
  const report = outbox.report(await send(runtime, plan, messages));
  if (runtime.monitor.has('responder.responded')) {
    const topics = Object.keys(report);
    const sent = topics.reduce((sum, topic) => sum + (report[topic]?.length ?? 0), 0);
    const durationMs = performance.now() - startedAt;
    runtime.monitor.publish('responder.responded', { responder: plan.name, topics, messages: sent, durationMs });
  }
  return report;
}

async function callAsync(
  runtime: ResponderRuntime,
  responderClass: ResponderClass,
  input: unknown,
  from: CallOptions['from'],
): Promise<void> {
  const propagated = propagatedHeaders(runtime.propagatedHeaders, runtime.monitor.tracer, from);
  const plan = runtime.planOf(responderClass);
  if (plan.atomic) throw coreError('KFW_RESPONDER_ATOMIC', { responder: plan.name });
  const outbox = await respond(plan, responderClass, input);
  const messages = await outbox.encode(propagated);
  if (messages.length > 0) await runtime.delivererFor(plan).deliverAsync(messages);
}

async function callTombstone(
  runtime: ResponderRuntime,
  responderClass: ResponderClass,
  key: ResponderKey,
  { topic, ...options }: TombstoneToOptions & { readonly topic?: string },
  from: CallOptions['from'],
): Promise<DeliveredTo> {
  const propagated = propagatedHeaders(runtime.propagatedHeaders, runtime.monitor.tracer, from);
  const plan = runtime.planOf(responderClass);
  const [only, ...others] = plan.topics.keys();
  if (topic === undefined && (only === undefined || others.length > 0)) {
    throw coreError('KFW_TOMBSTONE_TOPIC_OPEN', { responder: plan.name, declared: [...plan.topics.keys()] });
  }
  const outbox = new Outbox(plan);
  outbox.addTombstone(topic ?? (only as string), key, options);
  const messages = await outbox.encodeUnchecked(propagated);
  const [to] = await runtime.delivererFor(plan).deliver(messages);
  return to as DeliveredTo;
}

async function respond(plan: ResponderPlan, responderClass: ResponderClass, input: unknown): Promise<Outbox> {
  const outbox = new Outbox(plan);
  const responder = new responderClass() as ResponderContract & { [outboxKey]?: Outbox };
  responder[outboxKey] = outbox;
  checkNotGenerator(await responder.respond(input as never), () => `${plan.name}.respond`);
  delete responder[outboxKey];
  return outbox;
}

async function send(
  runtime: ResponderRuntime,
  plan: ResponderPlan,
  messages: readonly OutgoingMessage[],
): Promise<readonly DeliveredTo[]> {
  if (messages.length === 0) return [];
  const deliverer = runtime.delivererFor(plan);
  if (!plan.atomic) return deliverer.deliver(messages);
  return runtime
    .transactionSlotsFor(plan)
    .with((transactionalId) => deliverer.deliverAtomically(transactionalId, messages));
}
