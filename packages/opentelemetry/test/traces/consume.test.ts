/** The span of a call of `consume`. */
import { afterEach, describe, expect, it } from '@jest/globals';
import type { TracedMessage, Tracer } from '@kfw/core';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { callOf, forget, messageAt, record, traceIds, traceparent } from './recorded-spans.js';

afterEach(forget);

function handleBatch(tracer: Tracer, messages: readonly TracedMessage[], handler: () => unknown = () => {}): void {
  const call = tracer.calling(callOf('consume', messages));
  call.within(handler);
  call.ended();
}

const inTrace = (offset: number, traceId: string, flags?: string): TracedMessage =>
  messageAt(offset, { rawHeaders: { traceparent: traceparent(traceId, flags) } });

describe('a call of consume', () => {
  it('has one span, with a link to each trace of its messages', () => {
    const recording = record();
    const active: unknown[] = [];
    const messages = [inTrace(1, traceIds.a), inTrace(2, traceIds.b), inTrace(3, traceIds.a), messageAt(4)];
    handleBatch(recording.tracer, messages, () => active.push(trace.getActiveSpan()?.spanContext().spanId));
    const poll = recording.span('poll orders');
    const process = recording.span('process orders');
    expect(process.kind).toBe(SpanKind.CONSUMER);
    expect(process.parentSpanContext?.spanId).toBe(poll.spanContext().spanId);
    expect(process.links.map((link) => link.context.traceId)).toEqual([traceIds.a, traceIds.b]);
    expect(process.attributes).toMatchObject({
      'messaging.batch.message_count': 4,
      'messaging.destination.partition.id': '2',
      'kfw.first_offset': 1,
      'kfw.last_offset': 4,
    });
    expect(active).toEqual([process.spanContext().spanId]);
  });

  it('is a part of the trace that all its messages are of', () => {
    const recording = record();
    handleBatch(recording.tracer, [inTrace(1, traceIds.a), inTrace(2, traceIds.a)]);
    const process = recording.span('process orders');
    expect(process.spanContext().traceId).toBe(traceIds.a);
    expect(process.links.map((link) => link.context.spanId)).toEqual([
      recording.span('poll orders').spanContext().spanId,
    ]);
  });

  it('has a trace of its own with `joinSingleTrace: false`', () => {
    const recording = record({ joinSingleTrace: false });
    handleBatch(recording.tracer, [inTrace(1, traceIds.a)]);
    expect(recording.span('process orders').spanContext().traceId).not.toBe(traceIds.a);
    expect(recording.span('process orders').links.map((link) => link.context.traceId)).toEqual([traceIds.a]);
  });

  it('has at most 128 links', () => {
    const recording = record();
    const messages = Array.from({ length: 200 }, (_, at) => inTrace(at, (at + 1).toString(16).padStart(32, '0')));
    handleBatch(recording.tracer, messages);
    expect(recording.span('process orders').links).toHaveLength(128);
  });

  it('records nothing in a trace that is not sampled, and what is below it follows', () => {
    const recording = record();
    let carried: boolean | undefined;
    handleBatch(recording.tracer, [inTrace(1, traceIds.a, '00')], () => {
      trace.getTracer('pg').startSpan('SELECT').end();
      carried = trace.getSpanContext(context.active())?.traceId === traceIds.a && recording.tracer.carriesOn();
    });
    expect(recording.spans().map(({ name }) => name)).toEqual(['poll orders']);
    expect(carried).toBe(true);
  });

  it('records nothing when its batch is not sampled', () => {
    const recording = record({}, new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0) }));
    handleBatch(recording.tracer, [inTrace(1, traceIds.a), inTrace(2, traceIds.b)], () => {
      trace.getTracer('pg').startSpan('SELECT').end();
    });
    expect(recording.spans()).toEqual([]);
  });

  it('ends its span when it is abandoned, and records nothing after it', () => {
    const recording = record();
    const message = messageAt(1);
    const call = recording.tracer.calling(callOf('consume', [message]));
    call.abandoned('the stop was forced');
    call.failed(message, new Error('it ended late'));
    call.ended();
    const { status, events } = recording.span('process orders');
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'abandoned: the stop was forced' });
    expect(events.map(({ name }) => name)).toEqual(['kfw.abandoned']);
  });

  it('leaves dead letters in their own trace, and puts those without one into its own', () => {
    const recording = record();
    const messages = [inTrace(1, traceIds.a), inTrace(2, traceIds.b), messageAt(3)];
    const call = recording.tracer.calling(callOf('consume', messages));
    const forwards = messages.map((message) => call.forwarding(message)?.headers.map(String));
    call.ended();
    const { traceId, spanId } = recording.span('process orders').spanContext();
    expect(forwards).toEqual([[], [], [`traceparent,00-${traceId}-${spanId}-01`]]);
  });
});
