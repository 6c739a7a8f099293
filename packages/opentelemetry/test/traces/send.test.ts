/** The spans of what is sent, and of commits. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { forget, listen, record, traceIds } from './recorded-spans.js';

afterEach(forget);

const message = { key: Buffer.from('7'), value: Buffer.from('{}') };
const inSpan = <T>(work: () => T): T =>
  trace.getTracer('app').startActiveSpan('request', (span) => {
    try {
      return work();
    } finally {
      span.end();
    }
  });

describe('a call that sends', () => {
  it('has a span below the active one, whose context and baggage its messages get', () => {
    const recording = record();
    const baggage = propagation.createBaggage({ tenant: { value: '7' } });
    const sent = inSpan(() =>
      context.with(propagation.setBaggage(context.active(), baggage), () =>
        recording.tracer.sending('orders', [message], false),
      ),
    );
    sent?.delivered(1, { partition: 3, offset: '12' });
    const span = recording.span('send orders');
    const { traceId, spanId } = span.spanContext();
    expect(span.kind).toBe(SpanKind.PRODUCER);
    expect(span.parentSpanContext?.spanId).toBe(recording.span('request').spanContext().spanId);
    expect(sent?.headers.map(String)).toEqual([`traceparent,00-${traceId}-${spanId}-01`, 'baggage,tenant=7']);
    expect(span.attributes).toEqual({
      'messaging.system': 'kafka',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'orders',
      'messaging.destination.partition.id': '3',
      'messaging.kafka.offset': 12,
      'messaging.kafka.message.key': '7',
    });
  });

  it('shows retries as events, and what was not delivered as an error', () => {
    const recording = record();
    const sent = recording.tracer.sending('orders', [message, { key: null, value: null }], false);
    sent?.retrying(1, new RangeError('not leader'));
    sent?.failed(1, new RangeError('gave up'));
    sent?.failed(1, new RangeError('gave up'));
    const span = recording.span('send orders');
    expect(span.events.map(({ name }) => name)).toEqual(['kfw.retry', 'exception']);
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'gave up' });
    expect(span.attributes).toMatchObject({ 'messaging.batch.message_count': 2, 'error.type': 'RangeError' });
  });

  it('has a span of its own below a span, when somebody waits for it', () => {
    const recording = record();
    inSpan(() => {
      for (const sent of [1, 2].map(() => recording.tracer.sending('orders', [message], false))) sent?.delivered(1);
    });
    expect(recording.spans().filter(({ name }) => name === 'send orders')).toHaveLength(2);
  });

  it('shares its span with the calls of its turn outside of any span, and with buffered ones', async () => {
    const recording = record();
    const first = recording.tracer.sending('orders', [message], false);
    expect(recording.tracer.sending('orders', [message], true)).toBe(first);
    expect(recording.tracer.sending('users', [message], true)).not.toBe(first);
    inSpan(() => expect(recording.tracer.sending('orders', [message], true)).not.toBe(first));
    await nextTurn();
    expect(recording.tracer.sending('orders', [message], true)).not.toBe(first);
    first?.delivered(1);
    expect(recording.spans().filter(({ name }) => name === 'send orders')).toEqual([]);
    first?.delivered(1);
    expect(recording.span('send orders').attributes['messaging.batch.message_count']).toBe(2);
  });

  it('carries a trace on that is not sampled, without a span', () => {
    const recording = record();
    const unsampled = { traceId: traceIds.b, spanId: 'd'.repeat(16), traceFlags: 0 };
    const sent = context.with(trace.setSpanContext(ROOT_CONTEXT, unsampled), () =>
      recording.tracer.sending('orders', [message], false),
    );
    expect(sent?.isRecording).toBe(false);
    expect(sent?.headers.map(String)).toEqual([`traceparent,00-${traceIds.b}-${'d'.repeat(16)}-00`]);
    expect(recording.spans()).toEqual([]);
  });

  it('tells with its headers that it is not sampled', () => {
    const recording = record({}, new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0) }));
    const sent = recording.tracer.sending('orders', [message], true);
    expect(sent?.isRecording).toBe(false);
    expect(String(sent?.headers[0]?.[1])).toMatch(/-00$/);
  });

  it('is recorded by an SDK that is set up after the listener, through another copy of the API', () => {
    const tracer = listen(new Monitor());
    expect(tracer.sending('orders', [message], false)).toBeUndefined();
    // As a copy of the package makes it.
    const other = new (trace.constructor as new () => typeof trace)();
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    other.setGlobalTracerProvider(new TracerProvider());
    expect(tracer.sending('invoices', [message], false)?.isRecording).toBe(true);
  });

  it('gets nothing without an SDK', () => {
    const tracer = listen(new Monitor());
    expect(tracer.sending('orders', [message], true)).toBeUndefined();
    expect(tracer.activeIds()).toBeUndefined();
  });
});

describe('a message that a responder is told to continue from', () => {
  it('is the parent of what is sent; with null nothing is', () => {
    const { tracer } = record();
    const rawHeaders = { traceparent: Buffer.from(`00-${traceIds.b}-${'c'.repeat(16)}-01`) };
    const ids = (headers: typeof rawHeaders | null) =>
      tracer.continuing(headers, () =>
        String(tracer.sending('orders', [message], false)?.headers[0]?.[1]).slice(3, 35),
      );
    inSpan(() => {
      const requestId = tracer.activeIds()?.traceId;
      expect(ids(rawHeaders)).toBe(traceIds.b);
      expect(ids({} as never)).toBe(requestId);
      expect(ids(null)).not.toBe(requestId);
    });
  });
});

describe('a commit', () => {
  const offsets = [{ topic: 'orders', partition: 2, offset: 8 }];

  it('has a span per topic, which begins a trace', () => {
    const recording = record();
    const more = [...offsets, { topic: 'users', partition: 0, offset: 1 }, { topic: 'users', partition: 1, offset: 2 }];
    inSpan(() => recording.tracer.committing({ group: 'shop', offsets: more, messages: undefined }).ended());
    expect(recording.span('commit orders')).toMatchObject({ kind: SpanKind.CLIENT, parentSpanContext: undefined });
    expect(recording.span('commit orders').attributes).toEqual({
      'messaging.system': 'kafka',
      'messaging.operation.name': 'commit',
      'messaging.operation.type': 'settle',
      'messaging.destination.name': 'orders',
      'messaging.consumer.group.name': 'shop',
      'messaging.destination.partition.id': '2',
      'messaging.kafka.offset': 8,
    });
    expect(recording.span('commit users').attributes).not.toHaveProperty('messaging.kafka.offset');
  });

  it('in a transaction is a part of the trace of its run, and shows its failure', () => {
    const recording = record();
    inSpan(() => recording.tracer.committing({ group: 'shop', offsets, messages: 3 }).ended(new Error('fenced')));
    const span = recording.span('commit orders');
    expect(span.parentSpanContext?.spanId).toBe(recording.span('request').spanContext().spanId);
    expect(span.attributes['messaging.batch.message_count']).toBe(3);
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
  });
});
