/** The listener that serves an app's measurements to Prometheus. */
import type { Listener } from '@kfw/core';
import { Registry } from 'prom-client';
import { type CollectMetricsOptions, checkOptions, collectMetrics } from './collect-metrics.js';

export interface MetricsListenerOptions extends CollectMetricsOptions {
  /** Default `/metrics`. `false` serves nothing: the app serves the registry itself. */
  readonly path?: string | false;
}

/**
 * Serves `/metrics` on the health address, in the format of the registry's content type: everything in the registry, the app's own
 * metrics as well. In a process that serves no health address, the metrics are only in the registry.
 *
 * Throws as `collectMetrics` does.
 */
export function metricsListener(options: MetricsListenerOptions = {}): Listener {
  const { registry = new Registry(), path = '/metrics', ...collected } = options;
  checkOptions(collected);
  return function metrics({ monitor, endpoints }) {
    collectMetrics(monitor, { ...collected, registry });
    if (path === false) return;
    endpoints?.add(path, async () => ({ contentType: registry.contentType, body: await registry.metrics() }));
  };
}
