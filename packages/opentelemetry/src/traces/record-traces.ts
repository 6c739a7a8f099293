/** Sets the tracer of a monitor. */
import type { Monitor } from '@kfw/core';
import { OpenTelemetryTracer } from './open-telemetry-tracer.js';
import type { TraceOptions } from './trace-options.js';

export function recordTraces(monitor: Monitor, options: TraceOptions): void {
  const tracer = new OpenTelemetryTracer(options);
  monitor.subscribe('app.initialized', ({ clientId }) => {
    tracer.clientId = clientId;
  });
  monitor.tracer = tracer;
}
