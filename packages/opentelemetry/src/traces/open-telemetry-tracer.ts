/** The tracer of kfw by the OpenTelemetry API: spans by its messaging conventions, contexts by the configured propagator. */
import type {
  CallTrace,
  CommitTrace,
  SendTrace,
  SpanIds,
  TracedCall,
  TracedCommit,
  TracedHeaders,
  TracedSend,
  Tracer,
} from '@kfw/core';
import { context, propagation, type SpanContext, trace } from '@opentelemetry/api';
import { recordCommit } from './commit-spans.js';
import { ConsumeCall } from './consume-call.js';
import { LateTracer } from './late-tracer.js';
import { MessageHeaders, spanContextOf } from './message-headers.js';
import { ProcessCall } from './process-call.js';
import { SendSpans } from './send-spans.js';
import type { TraceOptions } from './trace-options.js';
import type { TracingParts } from './tracing-parts.js';
import { isStandIn } from './unrecorded-run.js';

/** The instrumentation scope of all spans. */
const scope = '@kfw/opentelemetry';

export class OpenTelemetryTracer implements Tracer {
  readonly #parts: TracingParts;
  readonly #sends: SendSpans;

  constructor({ everyMessage = false, joinSingleTrace = true, messageKeys = true }: TraceOptions) {
    const spans = new LateTracer(scope);
    const headers = new MessageHeaders();
    this.#parts = { spans, headers, everyMessage, joinSingleTrace, messageKeys, clientId: undefined };
    this.#sends = new SendSpans(this.#parts);
  }

  set clientId(clientId: string) {
    this.#parts.clientId = clientId;
  }

  get headerNames(): readonly string[] {
    return this.#parts.headers.names;
  }

  carriesOn(): boolean {
    return activeSpan() !== undefined;
  }

  continuing<T>(headers: TracedHeaders | null, work: () => T): T {
    const active = context.active();
    const without = trace.deleteSpan(propagation.deleteBaggage(active));
    if (headers === null) return context.with(without, work);
    const read = this.#parts.headers.read(without, headers);
    return spanContextOf(read) === undefined ? work() : context.with(read, work);
  }

  sending(topic: string, messages: readonly TracedSend[], isBuffered: boolean): SendTrace | undefined {
    const sent = this.#sends.sending(topic, messages, isBuffered);
    return sent.isRecording || sent.headers.length > 0 ? sent : undefined;
  }

  calling(call: TracedCall): CallTrace {
    return call.style === 'process' ? new ProcessCall(this.#parts, call) : new ConsumeCall(this.#parts, call);
  }

  committing(commit: TracedCommit): CommitTrace {
    return recordCommit(this.#parts, commit);
  }

  activeIds(): SpanIds | undefined {
    const span = activeSpan();
    return span && { traceId: span.traceId, spanId: span.spanId };
  }
}

/** Unless it only stands in for those of the messages of a call. */
function activeSpan(): SpanContext | undefined {
  const active = context.active();
  const span = spanContextOf(active);
  return span === undefined || isStandIn(active, span) ? undefined : span;
}
