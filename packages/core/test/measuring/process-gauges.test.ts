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
    const until = async (holds: () => boolean) => {
      const end = performance.now() + 4_000;
      while (!holds() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 1));
    };
    await until(() => eventLoopDelay().max > 0);
    const since = performance.now();
    while (performance.now() - since < 200);
    await until(() => eventLoopDelay().max >= 0.15 && eventLoopDelay().median < 0.1);
    expect(eventLoopDelay().max).toBeGreaterThanOrEqual(0.15);
    expect(eventLoopDelay().median).toBeLessThan(0.1);
  });
});
