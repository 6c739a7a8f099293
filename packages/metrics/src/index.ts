/** Prometheus metrics of a kfw app. */
export { type CollectMetricsOptions, collectMetrics } from './collect-metrics.js';
export { type MetricsListenerOptions, metricsListener } from './metrics-listener.js';
