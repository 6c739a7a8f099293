/**
 * The span of a call of `consume`: one for the batch, with a link to each trace that its messages are of. A batch of a single
 * trace is a part of that trace.
 */
import type { CallTrace, ForwardTrace, TracedCall, TracedDecision, TracedMessage } from '@kfw/core';
import { type Context, context, type Link, ROOT_CONTEXT, type Span, SpanKind, trace } from '@opentelemetry/api';
import { endSpan, startSpan } from './contained-sdk.js';
import { addDecision } from './decision-event.js';
import { isSampled, spanContextOf } from './message-headers.js';
import { recordPoll } from './poll-span.js';
import { recordAbandonment, recordError } from './record-error.js';
import { attribute, deliveryAttributes, messageAttributes, operationAttributes } from './span-attributes.js';
import type { TracingParts } from './tracing-parts.js';
import { markUnrecorded } from './unrecorded-run.js';

/** SDKs keep 128 by default. */
const mostLinks = 128;

export class ConsumeCall implements CallTrace {
  readonly skipsBareMessages = true;
  readonly #context: Context;
  /** When it is recorded, until it has ended. */
  #span: Span | undefined;
  /** Whether the span is of the trace of its messages. */
  readonly #isJoined: boolean;

  constructor(
    private readonly parts: TracingParts,
    private readonly call: TracedCall,
  ) {
    const joined = this.#joinedContext();
    this.#isJoined = joined !== undefined;
    const poll = recordPoll(parts, call);
    const isPolled = isSampled(poll.spanContext());
    // What woke the loop of the partition is not the cause of the call.
    const parent = joined ?? trace.setSpan(ROOT_CONTEXT, poll);
    const parentSpan = joined === undefined ? poll.spanContext() : spanContextOf(joined);
    if (!parts.everyMessage && parentSpan !== undefined && !isSampled(parentSpan)) {
      this.#context = joined ?? markUnrecorded(parent, parentSpan);
      return;
    }
    const links = joined === undefined ? this.#links() : isPolled ? [{ context: poll.spanContext() }] : [];
    const span = this.#startSpan(parent, links);
    this.#context = trace.setSpan(parent, span);
    if (span.isRecording()) this.#span = span;
  }

  within<T>(work: () => T): T {
    return context.with(this.#context, work);
  }

  process(method: (this: unknown, message: unknown) => unknown, consumer: unknown, message: TracedMessage): unknown {
    return method.call(consumer, message);
  }

  processed(): void {}

  failed(_message: TracedMessage, error: Error): void {
    if (this.#span !== undefined) recordError(this.#span, error);
  }

  decided(message: TracedMessage, decision: TracedDecision, carryOut: () => void): void {
    if (this.#span !== undefined) addDecision(this.#span, message, decision);
    context.with(this.#context, carryOut);
  }

  forwarding(message: TracedMessage): ForwardTrace | undefined {
    if (this.#span === undefined) return undefined;
    const { headers } = this.parts;
    const within = <T>(work: () => T): T => context.with(this.#context, work);
    // A message of another trace stays in it.
    if (!this.#isJoined && headers.hasAny(message.rawHeaders)) return { headers: [], headerNames: [], within };
    return { headers: headers.of(this.#context), headerNames: headers.names, within };
  }

  ended(): void {
    if (this.#span !== undefined) endSpan(this.#span);
    this.#span = undefined;
  }

  abandoned(reason: string): void {
    if (this.#span !== undefined) recordAbandonment(this.#span, reason);
    this.ended();
  }

  /** The context in the headers of the messages, when they are all of one trace. */
  #joinedContext(): Context | undefined {
    const { headers, joinSingleTrace } = this.parts;
    if (!joinSingleTrace) return undefined;
    const { messages } = this.call;
    const [first] = messages;
    if (first === undefined || !first.mayHaveHeaders) return undefined;
    const ofFirst = first.rawHeaders;
    if (!messages.every(({ rawHeaders }) => headers.areOfOneTrace(ofFirst, rawHeaders))) return undefined;
    const read = headers.read(ROOT_CONTEXT, ofFirst);
    return spanContextOf(read) === undefined ? undefined : read;
  }

  /** One for each trace: to the first of its messages. */
  #links(): Link[] {
    const links = new Map<string, Link>();
    for (const { rawHeaders } of this.call.messages) {
      if (links.size >= mostLinks) break;
      const own = spanContextOf(this.parts.headers.read(ROOT_CONTEXT, rawHeaders));
      if (own !== undefined && !links.has(own.traceId)) links.set(own.traceId, { context: own });
    }
    return [...links.values()];
  }

  #startSpan(parent: Context, links: Link[]): Span {
    const { clientId, messageKeys } = this.parts;
    const { topic, group, partition, consumer, messages } = this.call;
    const [first] = messages;
    const last = messages.at(-1);
    const ofMessages =
      first === undefined || last === undefined
        ? {}
        : messages.length === 1
          ? { ...deliveryAttributes(first), ...messageAttributes(first.rawKey, first.isTombstone, messageKeys) }
          : {
              [attribute.firstOffset]: first.offset,
              [attribute.lastOffset]: last.offset,
              ...(first.attempt > 1 && { [attribute.attempt]: first.attempt }),
            };
    const attributes = {
      ...operationAttributes('process', topic, clientId),
      [attribute.group]: group,
      [attribute.partition]: String(partition),
      [attribute.consumer]: consumer,
      [attribute.messageCount]: messages.length,
      ...ofMessages,
    };
    return startSpan(this.parts.spans, `process ${topic}`, { kind: SpanKind.CONSUMER, attributes, links }, parent);
  }
}
