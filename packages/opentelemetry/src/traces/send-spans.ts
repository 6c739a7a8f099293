/**
 * Decides which span the messages of a call belong to. Calls of one turn of the event loop share one where nothing would tell
 * them apart: outside of any span, or when nobody waits for their acknowledgements. So a loop that sends a hundred thousand
 * messages asks the sampler once per turn.
 */
import type { SendTrace, TracedSend } from '@kfw/core';
import { type Context, context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { startSpan } from './contained-sdk.js';
import { isSampled, spanContextOf } from './message-headers.js';
import { SendSpan, unrecordedSend } from './send-span.js';
import { messageAttributes, operationAttributes } from './span-attributes.js';
import type { TracingParts } from './tracing-parts.js';

interface SharedSend {
  readonly topic: string;
  readonly context: Context;
  /** Calls that somebody waits for share it as well. */
  readonly isRoot: boolean;
  readonly trace: SendTrace;
}

export class SendSpans {
  /** By topic, those of this turn. */
  readonly #shared = new Map<string, SharedSend>();
  /** The one of the last call: a loop sends to one topic. */
  #last: SharedSend | undefined;
  /** What contexts that are not sampled give to messages. */
  readonly #unsampled = new WeakMap<Context, SendTrace>();

  constructor(private readonly parts: TracingParts) {}

  sending(topic: string, messages: readonly TracedSend[], isBuffered: boolean): SendTrace {
    const active = context.active();
    const last = this.#last?.topic === topic ? this.#last : this.#shared.get(topic);
    if (last?.context === active && (isBuffered || last.isRoot) && join(last.trace, messages.length)) {
      return last.trace;
    }
    const parent = spanContextOf(active);
    if (parent !== undefined && !isSampled(parent) && !this.parts.everyMessage) return this.#carriedOn(active);
    if (parent !== undefined && !isBuffered) return this.#begin(topic, messages, active);
    const begun = this.#begin(topic, messages, active);
    if (this.#shared.size === 0) setImmediate(this.#turnEnded);
    this.#last = { topic, context: active, isRoot: parent === undefined, trace: begun };
    this.#shared.set(topic, this.#last);
    return begun;
  }

  readonly #turnEnded = (): void => {
    this.#last = undefined;
    this.#shared.clear();
  };

  /** A context that is not sampled begins no span: its messages carry it on as it is. */
  #carriedOn(active: Context): SendTrace {
    const known = this.#unsampled.get(active);
    if (known !== undefined) return known;
    const carried = unrecordedSend(this.parts.headers.of(active));
    this.#unsampled.set(active, carried);
    return carried;
  }

  #begin(topic: string, messages: readonly TracedSend[], active: Context): SendTrace {
    const span = this.#startSpan(topic, messages, active);
    const headers = this.parts.headers.of(trace.setSpan(active, span));
    if (!span.isRecording()) return unrecordedSend(headers);
    const begun = new SendSpan(span, headers);
    begun.add(messages.length);
    return begun;
  }

  #startSpan(topic: string, messages: readonly TracedSend[], active: Context): Span {
    const { spans, clientId, messageKeys } = this.parts;
    const [only, ...others] = messages;
    const ofMessage =
      only === undefined || others.length > 0 ? {} : messageAttributes(only.key, only.value === null, messageKeys);
    const attributes = { ...operationAttributes('send', topic, clientId), ...ofMessage };
    return startSpan(spans, `send ${topic}`, { kind: SpanKind.PRODUCER, attributes }, active);
  }
}

/** Whether more messages may be a part of it. */
function join(shared: SendTrace, messages: number): boolean {
  if (!(shared instanceof SendSpan)) return true;
  if (shared.isOver) return false;
  shared.add(messages);
  return true;
}
