/** The listener that serves an app's measurements to Prometheus. */
import type { Listener } from '@kfw/core';
import { Registry } from 'prom-client';

export interface MetricsListenerOptions {
  /** The registry that the metrics join. Default: one of their own. */
  readonly registry?: Registry;
}

/** Serves `/metrics` on the health address, in Prometheus's text format. */
export function metricsListener({ registry = new Registry() }: MetricsListenerOptions = {}): Listener {
  return ({ endpoints }) => {
    endpoints?.add('/metrics', async () => ({ contentType: registry.contentType, body: await registry.metrics() }));
  };
}
