/** An SDK that keeps spans in memory, a tracer of kfw on it, and messages to trace. */
import { Monitor, type TracedCall, type TracedMessage, type Tracer } from '@kfw/core';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  InMemorySpanExporter,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { openTelemetryListener, type TraceOptions } from '../../src/index.js';

export interface Recording {
  readonly tracer: Tracer;
  readonly monitor: Monitor;
  /** Those that have ended, in that order. */
  spans(): readonly ReadableSpan[];
  /** The only one of that name. */
  span(name: string): ReadableSpan;
}

export function record(
  options: TraceOptions = {},
  sampler: Sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(1) }),
): Recording {
  const exporter = new InMemorySpanExporter();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(
    new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
  );
  trace.setGlobalTracerProvider(
    new TracerProvider({ sampler, spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  const monitor = new Monitor();
  const tracer = listen(monitor, options);
  const spans = () => exporter.getFinishedSpans();
  return {
    tracer,
    monitor,
    spans,
    span(name) {
      const [found, ...others] = spans().filter((each) => each.name === name);
      if (found === undefined || others.length > 0) {
        throw new Error(`not one span ${name}, but ${spans().map((each) => each.name)}`);
      }
      return found;
    },
  };
}

/** Whether there is an SDK or not. */
export function listen(monitor: Monitor, options: TraceOptions = {}): Tracer {
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  openTelemetryListener({ metrics: false, traces: options })({ monitor, logger });
  const { tracer } = monitor;
  if (tracer === undefined) throw new Error('the listener has set no tracer');
  return tracer;
}

export function forget(): void {
  trace.disable();
  propagation.disable();
  context.disable();
}

export const traceIds = { a: 'a'.repeat(32), b: 'b'.repeat(32) };

export function traceparent(traceId = traceIds.a, flags = '01'): Buffer {
  return Buffer.from(`00-${traceId}-${'c'.repeat(16)}-${flags}`);
}

export function messageAt(offset: number, over: Partial<TracedMessage> = {}): TracedMessage {
  return {
    topic: 'orders',
    partition: 2,
    offset,
    attempt: 1,
    receivedAt: new Date(),
    rawKey: Buffer.from(`key-${offset}`),
    isTombstone: false,
    mayHaveHeaders: true,
    rawHeaders: {},
    verdict: undefined,
    ...over,
  };
}

export function callOf(style: TracedCall['style'], messages: readonly TracedMessage[]): TracedCall {
  return { group: 'shop_billing', topic: 'orders', partition: 2, consumer: 'OrdersConsumer', style, messages };
}

/** Runs `process` over the messages, as a lane does. */
export async function handleEach(
  tracer: Tracer,
  messages: readonly TracedMessage[],
  handler: (message: TracedMessage) => unknown = () => {},
): Promise<void> {
  const call = tracer.calling(callOf('process', messages));
  await call.within(async () => {
    for (const message of messages) {
      await call.process(handler as (message: unknown) => unknown, undefined, message);
      call.processed(message);
    }
  });
  call.ended();
}
