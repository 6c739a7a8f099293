import { describe, expect, it } from '@jest/globals';
import { Monitor } from '../../src/events/monitor.js';
import { eventLoopDelay } from '../../src/measuring/event-loop-delay.js';

describe('the gauges of the process', () => {
  it('are those of every monitor', () => {
    const { measurements } = new Monitor();
    const values = (name: Parameters<typeof measurements.seriesOf>[0]) =>
      measurements.seriesOf(name).map(({ value }) => value);
    expect(Math.min(...values('kfw_process_memory_bytes').slice(0, 3))).toBeGreaterThan(1_000_000);
    expect(values('kfw_process_start_time_seconds')[0]).toBeLessThanOrEqual(Date.now() / 1_000);
    expect(values('kfw_event_loop_delay_seconds')).toHaveLength(3);
    expect(values('kfw_event_loop_blocked_total')).toEqual([0]);
  });

  it('show the delay of a blocked loop, without the time between two samples', async () => {
    eventLoopDelay();
    const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
    while (eventLoopDelay().max === 0) await turn();
    const since = performance.now();
    while (performance.now() - since < 200);
    while (eventLoopDelay().max < 0.15) await turn();
    expect(eventLoopDelay().median).toBeLessThanOrEqual(eventLoopDelay().max);
  });
});
