/** How an error is shown by a span: as an exception event, by the status, and by its class. */
import { errorClass } from '@kfw/core';
import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { attribute } from './span-attributes.js';

export function recordError(span: Span, error: Error): void {
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  span.setAttribute(attribute.errorType, errorClass(error));
}
