/** Prometheus metrics of a kfw app. */
export { metricsListener } from './metrics-listener.js';
