/** Draws the spans of a trace as a tree: each with its duration, its start after that of the trace, its process and its events. */
import type { ReceivedSpan } from './otlp-data.js';

export function drawTrace(spans: readonly ReceivedSpan[]): string {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const inOrder = spans.toSorted((one, other) => Number(one.start - other.start));
  const roots = inOrder.filter(({ parentSpanId }) => !ids.has(parentSpanId));
  const from = inOrder[0]?.start ?? 0n;
  const lines: string[] = [];
  const draw = (span: ReceivedSpan, depth: number): void => {
    lines.push(lineOf(span, from, depth));
    for (const child of inOrder) if (child.parentSpanId === span.spanId) draw(child, depth + 1);
  };
  for (const root of roots) draw(root, 0);
  return lines.join('\n');
}

/** The spans of one trace, by its id. */
export function traceOf(spans: readonly ReceivedSpan[], traceId: string): readonly ReceivedSpan[] {
  return spans.filter((span) => span.traceId === traceId);
}

function lineOf(
  { name, kind, start, end, resource, events, status }: ReceivedSpan,
  from: bigint,
  depth: number,
): string {
  const left = `${'  '.repeat(depth)}${name} (${kind}) `.padEnd(56);
  const after = `+${milliseconds(start - from)}`.padStart(10);
  const duration = milliseconds(end - start).padStart(10);
  const notes = [
    ...(status.code === 'error' ? [`error: ${status.message}`] : []),
    ...events.map((event) => event.name),
  ];
  return `${left}${after}${duration}  ${resource['service.name'] ?? ''}${notes.length > 0 ? `  [${notes.join(', ')}]` : ''}`;
}

function milliseconds(nanoseconds: bigint): string {
  return `${(Number(nanoseconds) / 1e6).toFixed(2)} ms`;
}
