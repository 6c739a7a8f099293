/**
 * What an SDK calls of the app's, a sampler, a processor or a propagator, may throw. It is called while messages are handled, sent and
 * committed, which must continue: that span or header is missing then, and OpenTelemetry's own log (`diag`) has the error.
 */
import {
  type Context,
  diag,
  INVALID_SPAN_CONTEXT,
  propagation,
  type Span,
  type SpanOptions,
  type TextMapGetter,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import type { LateTracer } from './late-tracer.js';

/** Where the SDK throws, a span that is not recorded and stands for its parent: what is below it stays in the trace. */
export function startSpan(spans: LateTracer, name: string, options: SpanOptions, parent: Context): Span {
  try {
    return spans.startSpan(name, options, parent);
  } catch (thrown) {
    report(`the span ${name} could not be started`, thrown);
    return trace.wrapSpanContext(trace.getSpanContext(parent) ?? INVALID_SPAN_CONTEXT);
  }
}

/** `at`, when it is not now, is a time of `performance.now()`. */
export function endSpan(span: Span, at?: number): void {
  try {
    span.end(at);
  } catch (thrown) {
    report('a span could not be ended', thrown);
  }
}

export function inject<Carrier>(context: Context, carrier: Carrier, setter: TextMapSetter<Carrier>): void {
  try {
    propagation.inject(context, carrier, setter);
  } catch (thrown) {
    report('a context could not be written to headers', thrown);
  }
}

/** Where the propagator throws, the context as it was. */
export function extract<Carrier>(context: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
  try {
    return propagation.extract(context, carrier, getter);
  } catch (thrown) {
    report('a context could not be read from headers', thrown);
    return context;
  }
}

function report(what: string, thrown: unknown): void {
  diag.error(`@kfw/opentelemetry: ${what}`, thrown);
}
