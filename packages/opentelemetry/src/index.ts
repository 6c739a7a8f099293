/** OpenTelemetry traces and metrics of a kfw app. */
export { openTelemetryListener } from './open-telemetry-listener.js';
