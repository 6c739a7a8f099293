/** How an error is shown by a span: as an exception event, by the status, and by its class. */
import { errorClass } from '@kfw/core';
import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { attribute } from './span-attributes.js';

/** The value of `error.type` of a call that nothing waits for any more. */
const abandoned = 'abandoned';

/** Of a handler call that has not returned. Nothing was thrown, so it has no exception. */
export function recordAbandonment(span: Span, reason: string): void {
  span.addEvent('kfw.abandoned', { [attribute.reason]: reason });
  span.setStatus({ code: SpanStatusCode.ERROR, message: `abandoned: ${reason}` });
  span.setAttribute(attribute.errorType, abandoned);
}

export function recordError(span: Span, error: Error): void {
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  span.setAttribute(attribute.errorType, errorClass(error));
}
