/** The gauges of the process, which every monitor has: memory, the start, and the event loop. Read when they are collected. */
import { eventLoopDelay } from './event-loop-delay.js';
import type { Measurements } from './measurements.js';

export function addProcessGauges(measurements: Measurements): void {
  measurements.counter('kfw_event_loop_blocked_total', {});
  measurements.gauge('kfw_event_loop_delay_seconds', () => {
    const { median, p99, max } = eventLoopDelay();
    return [
      { labels: { statistic: 'median' }, value: median },
      { labels: { statistic: 'p99' }, value: p99 },
      { labels: { statistic: 'max' }, value: max },
    ];
  });
  measurements.gauge('kfw_process_memory_bytes', () =>
    Object.entries(process.memoryUsage()).map(([kind, value]) => ({ labels: { kind }, value })),
  );
  measurements.gauge('kfw_process_start_time_seconds', () => [{ labels: {}, value: performance.timeOrigin / 1_000 }]);
}
