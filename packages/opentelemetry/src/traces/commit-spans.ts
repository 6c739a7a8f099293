/** The spans `commit T`: one per commit and topic. Those of a transaction are a part of the trace of the handler call. */
import type { CommitTrace, TracedCommit } from '@kfw/core';
import { type Context, context, ROOT_CONTEXT, type Span, SpanKind } from '@opentelemetry/api';
import { endSpan, startSpan } from './contained-sdk.js';
import { isSampled, spanContextOf } from './message-headers.js';
import { recordError } from './record-error.js';
import { attribute, operationAttributes } from './span-attributes.js';
import type { TracingParts } from './tracing-parts.js';

const unrecorded: CommitTrace = { ended() {} };

export function recordCommit(parts: TracingParts, commit: TracedCommit): CommitTrace {
  const isTransaction = commit.messages !== undefined;
  const parent = isTransaction ? context.active() : ROOT_CONTEXT;
  const parentSpan = spanContextOf(parent);
  if (parentSpan !== undefined && !isSampled(parentSpan) && !parts.everyMessage) return unrecorded;
  const recorded = [...Map.groupBy(commit.offsets, ({ topic }) => topic)]
    .map(([topic, offsets]) => commitSpan(parts, { ...commit, topic, offsets }, parent))
    .filter((span) => span.isRecording());
  if (recorded.length === 0) return unrecorded;
  return {
    ended(error) {
      for (const span of recorded) {
        if (error !== undefined) recordError(span, error);
        endSpan(span);
      }
    },
  };
}

function commitSpan(
  { spans, clientId }: TracingParts,
  { group, topic, offsets, messages }: TracedCommit & { readonly topic: string },
  parent: Context,
): Span {
  const [first, ...others] = offsets;
  const ofPartition =
    first === undefined || others.length > 0
      ? {}
      : { [attribute.partition]: String(first.partition), [attribute.offset]: first.offset };
  const attributes = {
    ...operationAttributes('commit', topic, clientId),
    [attribute.group]: group,
    ...ofPartition,
    ...(messages !== undefined && { [attribute.messageCount]: messages }),
  };
  return startSpan(spans, `commit ${topic}`, { kind: SpanKind.CLIENT, attributes }, parent);
}
