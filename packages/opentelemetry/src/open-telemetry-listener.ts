/** The listener that records an app's traces and metrics by the OpenTelemetry API, with whatever SDK the app has set up. */
import type { Listener } from '@kfw/core';
import { metrics } from '@opentelemetry/api';

export function openTelemetryListener(): Listener {
  return ({ monitor }) => {
    const meter = metrics.getMeter('@kfw/opentelemetry');
    meter.createObservableGauge('kfw.process.memory', { unit: 'By' }).addCallback((result) => {
      for (const { name, series } of monitor.measurements.collect())
        if (name === 'kfw_process_memory_bytes') for (const { labels, value } of series) result.observe(value, labels);
    });
  };
}
