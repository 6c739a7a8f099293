/** OpenTelemetry traces and metrics of a kfw app. */
export { attributeName } from './metrics/metric-attributes.js';
export { metricName } from './metrics/metric-name.js';
export { type OpenTelemetryListenerOptions, openTelemetryListener } from './open-telemetry-listener.js';
export type { TraceOptions } from './traces/trace-options.js';
