/** The listener that records an app's traces and metrics by the OpenTelemetry API, with whatever SDK the app has set up. */
import type { Listener } from '@kfw/core';
import { type ExportMetricsOptions, exportMetrics } from './metrics/export-metrics.js';
import { recordTraces } from './traces/record-traces.js';
import type { TraceOptions } from './traces/trace-options.js';

export interface OpenTelemetryListenerOptions extends ExportMetricsOptions {
  /** Default true. */
  readonly metrics?: boolean | undefined;
  /** Default true. */
  readonly traces?: boolean | TraceOptions | undefined;
}

export function openTelemetryListener({
  metrics = true,
  traces = true,
  ...options
}: OpenTelemetryListenerOptions = {}): Listener {
  return function openTelemetry({ monitor }) {
    if (metrics) exportMetrics(monitor, options);
    if (traces !== false) recordTraces(monitor, traces === true ? {} : traces);
  };
}
