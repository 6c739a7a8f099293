import { defineApp, type Listener, logListener, processTitleListener } from 'kfw';
import routes from './config/routes.js';

// #region listener
interface Counter {
  inc(labels: Record<string, string>, by?: number): void;
}

interface Histogram {
  observe(labels: Record<string, string>, value: number): void;
}

export interface Metrics {
  readonly consumed: Counter;
  readonly failed: Counter;
  readonly deadLettered: Counter;
  readonly seconds: Histogram;
}

export function metricsListener(metrics: Metrics): Listener {
  return ({ monitor }) => {
    monitor.subscribe('consumer.consumed', ({ group, topic, messages, durationMs }) => {
      metrics.consumed.inc({ group, topic }, messages);
      metrics.seconds.observe({ group, topic }, durationMs / 1_000);
    });
    monitor.subscribe('consumer.failed', ({ group, topic, outcome }) => {
      metrics.failed.inc({ group, topic, outcome });
    });
    monitor.subscribe('message.deadLettered', ({ group, topic, to }) => {
      metrics.deadLettered.inc({ group, topic, to });
    });
  };
}
// #endregion

declare const metrics: Metrics;

// #region boot
export default defineApp({
  routes,
  listeners: [logListener(), processTitleListener(), metricsListener(metrics)],
});
// #endregion
