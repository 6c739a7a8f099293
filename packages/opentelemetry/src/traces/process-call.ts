/**
 * The spans of a run of `process`: one per message, a child of the context in the headers of the message, and the active one
 * while the message is handled. What costs something is done for messages that are recorded, or whose context matters to what
 * is recorded; for all others it is a look at their headers.
 */
import type { CallTrace, ForwardTrace, TracedCall, TracedDecision, TracedMessage } from '@kfw/core';
import { type Context, context, ROOT_CONTEXT, type Span, SpanKind, trace } from '@opentelemetry/api';
import { endSpan, startSpan } from './contained-sdk.js';
import { addDecision } from './decision-event.js';
import { isSampled, spanContextOf } from './message-headers.js';
import { recordPoll } from './poll-span.js';
import { recordAbandonment, recordError } from './record-error.js';
import { attribute, deliveryAttributes, messageAttributes, operationAttributes } from './span-attributes.js';
import type { TracingParts } from './tracing-parts.js';
import { markUnrecorded } from './unrecorded-run.js';

interface MessageSpan {
  readonly message: TracedMessage;
  readonly span: Span;
  readonly context: Context;
  /** When its handler returned, on the clock of `performance`. Its span ends then, however late its decision is. */
  returnedAt?: number;
}

export class ProcessCall implements CallTrace {
  readonly skipsBareMessages: boolean;
  readonly #poll: Span;
  readonly #isRecorded: boolean;
  readonly #context: Context;
  /** The message that `process` is running on. */
  #current: MessageSpan | undefined;
  /** Messages that wait for a decision. */
  #undecided: MessageSpan[] = [];
  /** Nothing more is recorded. */
  #isAbandoned = false;

  constructor(
    private readonly parts: TracingParts,
    private readonly call: TracedCall,
  ) {
    this.#poll = recordPoll(parts, call);
    this.#isRecorded = isSampled(this.#poll.spanContext());
    this.skipsBareMessages = !this.#isRecorded && !parts.everyMessage;
    // What woke the loop of the partition is not the cause of the call.
    const inPoll = trace.setSpan(ROOT_CONTEXT, this.#poll);
    this.#context = this.#isRecorded ? inPoll : markUnrecorded(inPoll, this.#poll.spanContext());
  }

  within<T>(work: () => T): T {
    return context.with(this.#context, work);
  }

  process(method: (this: unknown, message: unknown) => unknown, consumer: unknown, message: TracedMessage): unknown {
    const own = this.#begin(message);
    return own === undefined ? method.call(consumer, message) : context.with(own, method, consumer, message);
  }

  processed(message: TracedMessage): void {
    const current = this.#current;
    if (current?.message !== message) return;
    this.#current = undefined;
    if (message.verdict === undefined) {
      endSpan(current.span);
      return;
    }
    current.returnedAt = performance.now();
    this.#undecided.push(current);
  }

  failed(message: TracedMessage, error: Error): void {
    if (this.#isAbandoned) return;
    // A message that cannot be decoded, or whose batch fails before it, is never passed to `process`.
    if (this.#current?.message !== message) this.#begin(message);
    const current = this.#current;
    if (current?.message !== message) return;
    this.#current = undefined;
    recordError(current.span, error);
    this.#undecided.push(current);
  }

  decided(message: TracedMessage, decision: TracedDecision, carryOut: () => void): void {
    const found = this.#find(message);
    if (found === undefined) {
      carryOut();
      return;
    }
    addDecision(found.span, message, decision, found.returnedAt);
    context.with(found.context, carryOut);
  }

  forwarding(message: TracedMessage): ForwardTrace | undefined {
    const found = this.#find(message);
    if (found === undefined) return undefined;
    const { headers } = this.parts;
    return {
      headers: headers.of(found.context),
      headerNames: headers.names,
      within: (work) => context.with(found.context, work),
    };
  }

  ended(): void {
    if (this.#current !== undefined) endSpan(this.#current.span);
    this.#current = undefined;
    for (const { span, returnedAt } of this.#undecided) endSpan(span, returnedAt);
    this.#undecided = [];
  }

  abandoned(reason: string): void {
    this.#isAbandoned = true;
    if (this.#current !== undefined) recordAbandonment(this.#current.span, reason);
    this.ended();
  }

  #find(message: TracedMessage): MessageSpan | undefined {
    return this.#undecided.find((each) => each.message === message);
  }

  /** The context to handle a message in; `undefined` when it is that of the run. */
  #begin(message: TracedMessage): Context | undefined {
    const { headers, everyMessage } = this.parts;
    if (this.skipsBareMessages && !message.mayHaveHeaders) return undefined;
    const raw = message.rawHeaders;
    const hasOwn = headers.hasAny(raw);
    if (!this.#isRecorded && !everyMessage && (!hasOwn || headers.isUnsampledOnly(raw))) return undefined;
    const around = context.active();
    const read = hasOwn ? headers.read(trace.deleteSpan(around), raw) : around;
    const own = hasOwn ? spanContextOf(read) : undefined;
    if (own !== undefined && !isSampled(own) && !everyMessage) return read;
    // It may hold baggage and no trace.
    const parent = own === undefined && hasOwn ? trace.setSpan(read, this.#poll) : read;
    if (own === undefined && !this.#isRecorded && !everyMessage) return parent;
    const span = this.#startSpan(message, parent, own !== undefined);
    const inSpan = trace.setSpan(parent, span);
    if (span.isRecording()) this.#current = { message, span, context: inSpan };
    return inSpan;
  }

  #startSpan(message: TracedMessage, parent: Context, isLinked: boolean): Span {
    const { spans, clientId, messageKeys } = this.parts;
    const { topic, group, consumer } = this.call;
    return startSpan(
      spans,
      `process ${topic}`,
      {
        kind: SpanKind.CONSUMER,
        attributes: {
          ...operationAttributes('process', topic, clientId),
          [attribute.group]: group,
          [attribute.consumer]: consumer,
          ...deliveryAttributes(message),
          ...messageAttributes(message.rawKey, message.isTombstone, messageKeys),
        },
        links: isLinked && this.#isRecorded ? [{ context: this.#poll.spanContext() }] : [],
      },
      parent,
    );
  }
}
