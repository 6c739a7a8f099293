/**
 * The context of a handler call that is not recorded. Its span is one for the whole call: what is instrumented below it follows
 * its parent and records nothing, and no message costs anything. It stands in for the messages' own contexts, so it is not
 * carried on by what a handler sends, and not logged.
 */
import { type Context, createContextKey, type SpanContext } from '@opentelemetry/api';

const key = createContextKey('kfw.unrecorded-run');

export function markUnrecorded(context: Context, { traceId }: SpanContext): Context {
  return context.setValue(key, traceId);
}

/** Whether this span context stands in for others. An app may have begun a span of its own below it: it is of the same trace. */
export function isStandIn(context: Context, { traceId }: SpanContext): boolean {
  return context.getValue(key) === traceId;
}
