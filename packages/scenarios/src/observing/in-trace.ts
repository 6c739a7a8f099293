/** Runs work in a trace of its own, as a request of a web app does. */
import { trace } from '@opentelemetry/api';

/** Resolves with the id of the trace. */
export function inTrace(name: string, work: () => Promise<unknown>): Promise<string> {
  return trace.getTracer('web').startActiveSpan(name, async (span) => {
    await work();
    span.end();
    return span.spanContext().traceId;
  });
}
