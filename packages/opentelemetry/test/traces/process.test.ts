/** The spans of a run of `process`. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AlwaysOnSampler, ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { callOf, forget, handleEach, messageAt, record, traceIds, traceparent } from './recorded-spans.js';

afterEach(forget);

const none = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0) });
const activeId = () => trace.getSpanContext(context.active());

describe('a run of process', () => {
  it('has a span per message: a child of the context in its headers, linked to the poll', async () => {
    const recording = record();
    recording.monitor.publish('app.initialized', { clientId: 'billing-1' } as never);
    await handleEach(recording.tracer, [messageAt(7, { rawHeaders: { traceparent: traceparent() } })]);
    const poll = recording.span('poll orders');
    const process = recording.span('process orders');
    expect(poll.kind).toBe(SpanKind.CLIENT);
    expect(poll.parentSpanContext).toBeUndefined();
    expect(process.kind).toBe(SpanKind.CONSUMER);
    expect(process.spanContext().traceId).toBe(traceIds.a);
    expect(process.parentSpanContext?.spanId).toBe('c'.repeat(16));
    expect(process.links.map((link) => link.context.spanId)).toEqual([poll.spanContext().spanId]);
    expect(process.attributes).toEqual({
      'messaging.system': 'kafka',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'orders',
      'messaging.client.id': 'billing-1',
      'messaging.consumer.group.name': 'shop_billing',
      'messaging.destination.partition.id': '2',
      'messaging.kafka.offset': 7,
      'messaging.kafka.message.key': 'key-7',
      'kfw.consumer': 'OrdersConsumer',
    });
    expect(poll.attributes).toMatchObject({
      'messaging.batch.message_count': 1,
      'messaging.operation.type': 'receive',
    });
  });

  it('makes the span of a message the active one, with the baggage of the message, also after an await', async () => {
    const recording = record();
    const seen: unknown[] = [];
    const rawHeaders = { traceparent: traceparent(), baggage: Buffer.from('tenant=7') };
    await handleEach(recording.tracer, [messageAt(1, { rawHeaders }), messageAt(2)], async () => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push([activeId()?.spanId, propagation.getActiveBaggage()?.getEntry('tenant')?.value]);
    });
    const [first, second] = recording.spans().filter(({ name }) => name === 'process orders');
    expect(seen).toEqual([
      [first?.spanContext().spanId, '7'],
      [second?.spanContext().spanId, undefined],
    ]);
  });

  it('puts a message without a context below the poll', async () => {
    const recording = record();
    await handleEach(recording.tracer, [messageAt(1)]);
    const poll = recording.span('poll orders');
    expect(recording.span('process orders').parentSpanContext?.spanId).toBe(poll.spanContext().spanId);
    expect(recording.span('process orders').links).toEqual([]);
  });

  it('gives a message of a trace that is not sampled no span, and keeps its context active', async () => {
    const recording = record();
    const seen: unknown[] = [];
    const unsampled = messageAt(1, { rawHeaders: { traceparent: traceparent(traceIds.b, '00') } });
    await handleEach(recording.tracer, [unsampled], () => {
      seen.push(activeId()?.traceId);
      trace.getTracer('pg').startSpan('SELECT').end();
    });
    expect(seen).toEqual([traceIds.b]);
    expect(recording.spans().map(({ name }) => name)).toEqual(['poll orders']);
  });

  it('of which nothing is sampled records nothing, and what is below it follows', async () => {
    const recording = record({}, none);
    const unsampled = messageAt(2, { rawHeaders: { traceparent: traceparent(traceIds.b, '00') } });
    const carried: boolean[] = [];
    await handleEach(recording.tracer, [messageAt(1), unsampled], () => {
      trace.getTracer('pg').startSpan('SELECT').end();
      carried.push(recording.tracer.carriesOn());
    });
    expect(recording.spans()).toEqual([]);
    // The headers of a message are copied to what its handler sends.
    expect(carried).toEqual([false, false]);
    expect(recording.tracer.activeIds()).toBeUndefined();
  });

  it('records a sampled message in a run that is not sampled', async () => {
    const recording = record({}, none);
    const sampled = messageAt(2, { rawHeaders: { traceparent: traceparent() } });
    await handleEach(recording.tracer, [messageAt(1), sampled, messageAt(3)]);
    expect(recording.spans().map(({ name, attributes }) => [name, attributes['messaging.kafka.offset']])).toEqual([
      ['process orders', 2],
    ]);
    expect(recording.span('process orders').links).toEqual([]);
  });

  it('asks the sampler about every message with `everyMessage`', async () => {
    const recording = record({ everyMessage: true }, new AlwaysOnSampler());
    await handleEach(recording.tracer, [messageAt(1, { rawHeaders: { traceparent: traceparent(traceIds.b, '00') } })]);
    expect(recording.span('process orders').spanContext().traceId).toBe(traceIds.b);
  });

  it('shows a failure, its decision, and the context that a dead letter carries on', () => {
    const recording = record();
    const failing = messageAt(5, { attempt: 3, rawHeaders: { traceparent: traceparent() } });
    const call = recording.tracer.calling(callOf('process', [failing]));
    call.within(() => call.process(() => {}, undefined, failing));
    call.failed(failing, new TypeError('broken'));
    const decision = { action: 'deadLetter', topic: 'orders.dlq', retryInMs: undefined, reason: 'broken' } as const;
    let logged: unknown;
    call.decided(failing, decision, () => {
      logged = recording.tracer.activeIds();
    });
    const forward = call.forwarding(failing);
    call.ended();
    const span = recording.span('process orders');
    const { traceId, spanId } = span.spanContext();
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'broken' });
    expect(span.attributes).toMatchObject({ 'error.type': 'TypeError', 'kfw.attempt': 3 });
    expect(span.events.map(({ name }) => name)).toEqual(['exception', 'kfw.dead_letter']);
    expect(span.events[1]?.attributes).toEqual({
      'messaging.kafka.offset': 5,
      'kfw.topic': 'orders.dlq',
      'kfw.reason': 'broken',
    });
    expect(logged).toEqual({ traceId, spanId });
    expect(forward?.headers.map(String)).toEqual([`traceparent,00-${traceIds.a}-${spanId}-01`]);
    expect(forward?.headerNames).toContain('traceparent');
  });

  it('shows the failure of a message that never came to its handler', () => {
    const recording = record();
    const unreadable = messageAt(5);
    const call = recording.tracer.calling(callOf('process', [unreadable]));
    call.failed(unreadable, new Error('cannot be decoded'));
    call.ended();
    expect(recording.span('process orders').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('keeps the span of a message with a verdict for its decision', async () => {
    const recording = record();
    const skipped = messageAt(1, { verdict: { kind: 'skip' } });
    const call = recording.tracer.calling(callOf('process', [skipped, messageAt(2)]));
    for (const message of [skipped, messageAt(2)]) {
      call.within(() => call.process(() => {}, undefined, message));
      call.processed(message);
    }
    const decision = { action: 'skip', topic: undefined, retryInMs: undefined, reason: 'a test' } as const;
    call.decided(skipped, decision, () => {});
    call.ended();
    const events = recording
      .spans()
      .map(({ attributes, events }) => [attributes['messaging.kafka.offset'], events.map(({ name }) => name)]);
    expect(events).toEqual([
      [undefined, []],
      [2, []],
      [1, ['kfw.skip']],
    ]);
  });

  it('ends the span of a message with a verdict when its handler returned, not when the run ends', () => {
    const recording = record();
    const skipped = messageAt(1, { verdict: { kind: 'skip' } });
    const call = recording.tracer.calling(callOf('process', [skipped, messageAt(2)]));
    call.process(() => {}, undefined, skipped);
    call.processed(skipped);
    const returnedAt = performance.now();
    while (performance.now() < returnedAt + 50);
    const decision = { action: 'skip', topic: undefined, retryInMs: undefined, reason: 'a test' } as const;
    call.decided(skipped, decision, () => {});
    call.ended();
    const { duration, endTime, events } = recording.span('process orders');
    expect(duration[0] * 1_000 + duration[1] / 1e6).toBeLessThan(40);
    expect(events.map(({ time }) => time)).toEqual([endTime]);
  });

  it('ends the span of a handler that hangs when its call is abandoned, and records nothing after it', () => {
    const recording = record();
    const hanging = messageAt(1);
    const call = recording.tracer.calling(callOf('process', [hanging]));
    void call.within(() => call.process(() => new Promise(() => {}), undefined, hanging));
    expect(recording.spans().map(({ name }) => name)).toEqual(['poll orders']);
    call.abandoned('the partition was lost');
    const span = recording.span('process orders');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'abandoned: the partition was lost' });
    expect(span.attributes).toMatchObject({ 'error.type': 'abandoned' });
    expect(span.events.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['kfw.abandoned', { 'kfw.reason': 'the partition was lost' }],
    ]);
    call.failed(hanging, new Error('it ended late'));
    call.ended();
    expect(recording.span('process orders').events).toHaveLength(1);
  });

  it('leaves keys out when it is told so', async () => {
    const recording = record({ messageKeys: false });
    await handleEach(recording.tracer, [messageAt(1)]);
    expect(recording.span('process orders').attributes).not.toHaveProperty('messaging.kafka.message.key');
  });
});
