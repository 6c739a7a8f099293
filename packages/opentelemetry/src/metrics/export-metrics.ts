/**
 * Records metrics once there is a MeterProvider. Instruments of an API without one are lost, unlike its tracers: they stay without effect
 * when an SDK is set up later. So kfw looks for a provider when the listener runs, and again after the hooks of the app and when it is
 * connected and runs. Until then nothing is registered, and nothing costs.
 */
import type { EventName, Monitor } from '@kfw/core';
import { createNoopMeter, type Meter, type MeterProvider, metrics } from '@opentelemetry/api';
import { recordMetrics } from './record-metrics.js';

export interface ExportMetricsOptions {
  /** Default: the global one. */
  readonly meterProvider?: MeterProvider | undefined;
  /** Whether each partition has series of its own. Default false. */
  readonly partitions?: boolean | undefined;
}

const moments = ['app.initialized', 'app.connected', 'app.running'] as const satisfies readonly EventName[];

/** Monitors whose metrics are recorded: an app that is loaded again in one process has the same. */
const exported = new WeakSet<Monitor>();

export function exportMetrics(
  monitor: Monitor,
  { meterProvider, partitions = false }: ExportMetricsOptions = {},
): void {
  const begin = (): boolean => {
    if (exported.has(monitor)) return true;
    const meter = (meterProvider ?? metrics).getMeter('@kfw/opentelemetry');
    if (isNoop(meter)) return false;
    exported.add(monitor);
    recordMetrics(monitor.measurements, meter, { partitions });
    return true;
  };
  if (begin()) return;
  const ends = moments.map((moment) =>
    monitor.subscribe(moment, () => {
      if (!begin()) return;
      for (const end of ends) end();
    }),
  );
}

/** The API has one noop meter. */
function isNoop(meter: Meter): boolean {
  return meter === createNoopMeter();
}
