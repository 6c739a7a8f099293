/**
 * The span `poll T` of a handler call: from when the first of its messages came to this process, to the call. It begins a trace,
 * and so decides whether the call is recorded.
 */
import type { TracedCall } from '@kfw/core';
import { ROOT_CONTEXT, type Span, SpanKind } from '@opentelemetry/api';
import { endSpan, startSpan } from './contained-sdk.js';
import { attribute, operationAttributes } from './span-attributes.js';
import type { TracingParts } from './tracing-parts.js';

export function recordPoll({ spans, clientId }: TracingParts, call: TracedCall): Span {
  const { topic, group, partition, messages } = call;
  const span = startSpan(
    spans,
    `poll ${topic}`,
    {
      kind: SpanKind.CLIENT,
      startTime: messages[0]?.receivedAt ?? new Date(),
      attributes: {
        ...operationAttributes('poll', topic, clientId),
        [attribute.group]: group,
        [attribute.partition]: String(partition),
        [attribute.messageCount]: messages.length,
      },
    },
    ROOT_CONTEXT,
  );
  endSpan(span);
  return span;
}
