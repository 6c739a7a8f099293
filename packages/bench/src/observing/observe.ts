/** Switches a variant on, as an app does it: the listener, and with tracing the SDK that the app sets up. */
import type { ListenerContext } from '@kfw/core';
import type { Variant } from './variants.js';

/** More often than any Prometheus scrapes. */
const scrapeEveryMs = 1_000;

/** Loads nothing when nothing is on: a run of another client must not load kfw. */
export async function observe(variant: Variant): Promise<void> {
  if (variant === 'off' || variant === 'off.again') return;
  const { monitor } = await import('kfw');
  const { silentLogger } = await import('@kfw/core');
  const context = { monitor, logger: silentLogger };
  if (variant === 'metrics') await observeMetrics(context);
  else await observeTraces(context, variant === 'tracing.1' ? 0.01 : 1);
}

async function observeMetrics(listening: ListenerContext): Promise<void> {
  const { metricsListener } = await import('@kfw/metrics');
  const { Registry } = await import('prom-client');
  const registry = new Registry();
  metricsListener({ registry })(listening);
  setInterval(() => void registry.metrics(), scrapeEveryMs).unref();
}

/** Finished spans are batched and counted; writing them for a collector is not kfw's work. */
async function observeTraces(listening: ListenerContext, share: number): Promise<void> {
  const { context, propagation, trace } = await import('@opentelemetry/api');
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
  const { W3CTraceContextPropagator } = await import('@opentelemetry/core');
  const sdk = await import('@opentelemetry/sdk-trace');
  const { openTelemetryListener } = await import('@kfw/opentelemetry');
  const exporter = {
    export: (_spans: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
    shutdown: async () => {},
    forceFlush: async () => {},
  };
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(
    new sdk.TracerProvider({
      sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(share) }),
      spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
    }),
  );
  openTelemetryListener()(listening);
}
