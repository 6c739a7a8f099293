/** The SDK of OpenTelemetry in the test process, as an app sets it up: spans go to a receiver. It ends with the scenario. */
import type { World } from '@kfw/test-cluster';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { ReceivedSpan } from './otlp-data.js';
import { OtlpReceiver } from './otlp-receiver.js';

export interface ReceivedSpans {
  readonly receiver: OtlpReceiver;
  /** Those received so far by that name, in the order in which they began. */
  named(name: string): readonly ReceivedSpan[];
  /** Waits for so many spans of that name, from any process. */
  atLeast(name: string, count: number): Promise<readonly ReceivedSpan[]>;
}

export async function useOpenTelemetry(
  world: World,
  sampler: Sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(1) }),
): Promise<ReceivedSpans> {
  const receiver = await OtlpReceiver.start(world);
  const exporter = new OTLPTraceExporter({ url: `${receiver.httpUrl}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'web' }),
    sampler,
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 100 })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(
    new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
  );
  trace.setGlobalTracerProvider(provider);
  world.after(async () => {
    trace.disable();
    propagation.disable();
    context.disable();
    await provider.shutdown();
  });
  const named = (name: string) =>
    receiver.spans.filter((span) => span.name === name).sort((one, other) => Number(one.start - other.start));
  return {
    receiver,
    named,
    atLeast: (name, count) =>
      world.until(`${count} spans ${name}`, async () => {
        await provider.forceFlush();
        const found = named(name);
        return found.length >= count ? found : undefined;
      }),
  };
}
