import { beforeEach, describe, expect, it } from '@jest/globals';
import { instruments, Monitor } from '@kfw/core';
import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import { collectMetrics } from '../src/collect-metrics.js';

const users = { group: 'shop_users', topic: 'users', consumer: 'UsersConsumer' };

describe('collectMetrics', () => {
  let monitor: Monitor;

  beforeEach(() => {
    monitor = new Monitor();
  });

  it('describes every instrument, those without series as well', async () => {
    const text = await collectMetrics(monitor).metrics();
    const described = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, kind]) => [name, kind]);
    expect(described).toEqual(Object.entries(instruments).map(([name, { kind }]) => [name, kind]));
    expect([...text.matchAll(/^# HELP (\w+) \S/gm)]).toHaveLength(described.length);
  });

  it('reads the values at the moment of the scrape', async () => {
    const counter = monitor.measurements.counter('kfw_rebalances_total', { group: 'a' });
    const registry = collectMetrics(monitor);
    expect(await registry.metrics()).toContain('\nkfw_rebalances_total{group="a"} 0\n');
    counter.add(3);
    expect(await registry.metrics()).toContain('\nkfw_rebalances_total{group="a"} 3\n');
  });

  it('collects once for a scrape, and again for the next', async () => {
    const counter = monitor.measurements.counter('kfw_rebalances_total', { group: 'a' });
    monitor.measurements.beforeCollect(() => counter.add());
    const registry = collectMetrics(monitor);
    expect(await registry.metrics()).toContain('\nkfw_rebalances_total{group="a"} 1\n');
    expect(await registry.metrics()).toContain('\nkfw_rebalances_total{group="a"} 2\n');
  });

  it('has at most a thousand topics of a metric, however many there are, and those beyond as one', async () => {
    for (let topic = 0; topic < 10_000; topic++) {
      monitor.measurements.counter('kfw_producer_messages_total', { topic: `topic-${topic}` }).add();
    }
    const series = [...(await collectMetrics(monitor).metrics()).matchAll(/^kfw_producer_messages_total.*$/gm)];
    expect(series).toHaveLength(1_001);
    expect(series.map(([line]) => line)).toContain('kfw_producer_messages_total{topic="other"} 9000');
  });

  it('gives the buckets of a histogram cumulated, with sum and count', async () => {
    const histogram = monitor.measurements.histogram('kfw_commit_seconds', { group: 'a' });
    for (const seconds of [0.00005, 0.003, 1_000]) histogram.observe(seconds);
    const lines = (await collectMetrics(monitor).metrics()).split('\n').filter((line) => /^kfw_commit_sec/.test(line));
    expect(lines).toHaveLength(instruments.kfw_commit_seconds.buckets.length + 3);
    expect(lines).toEqual(
      expect.arrayContaining([
        'kfw_commit_seconds_bucket{le="0.0001",group="a"} 1',
        'kfw_commit_seconds_bucket{le="0.0025",group="a"} 1',
        'kfw_commit_seconds_bucket{le="0.005",group="a"} 2',
        'kfw_commit_seconds_bucket{le="300",group="a"} 2',
        'kfw_commit_seconds_bucket{le="+Inf",group="a"} 3',
        'kfw_commit_seconds_sum{group="a"} 1000.00305',
        'kfw_commit_seconds_count{group="a"} 3',
      ]),
    );
  });

  it('gives partitions when they are asked for', async () => {
    for (const partition of [0, 1]) {
      monitor.measurements.counter('kfw_dead_letters_total', { ...users, error: 'Error', partition }).add();
    }
    const together = await collectMetrics(monitor).metrics();
    expect(together).toContain('consumer="UsersConsumer",error="Error"} 2\n');
    const apart = await collectMetrics(monitor, { partitions: true }).metrics();
    expect(apart).toContain('consumer="UsersConsumer",error="Error",partition="1"} 1\n');
    expect(apart).not.toContain('error="Error"} 2');
  });

  it('escapes the values of labels', async () => {
    monitor.measurements.counter('kfw_rebalances_total', { group: 'a"} 1\nkfw_forged 1\\' }).add();
    expect(await collectMetrics(monitor).metrics()).toContain(
      String.raw`kfw_rebalances_total{group="a\"} 1\nkfw_forged 1\\"} 1`,
    );
  });

  it("joins an app's own registry, with prom-client's default metrics", async () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    new Counter({ name: 'shop_orders_total', help: 'Orders.', registers: [registry] }).inc(7);
    expect(collectMetrics(monitor, { registry })).toBe(registry);
    const text = await registry.metrics();
    expect(text).toContain('shop_orders_total 7');
    expect(text).toContain('# TYPE process_cpu_seconds_total counter');
    expect(text).toContain('# TYPE kfw_info gauge');
  });

  it("adds the labels that it is given to kfw's series only", async () => {
    const registry = new Registry();
    new Counter({ name: 'shop_orders_total', help: 'Orders.', registers: [registry] }).inc(7);
    monitor.measurements.counter('kfw_rebalances_total', { group: 'a' });
    const text = await collectMetrics(monitor, { registry, defaultLabels: { service: 'billing' } }).metrics();
    expect(text).toContain('kfw_rebalances_total{group="a",service="billing"} 0');
    expect(text).toContain('shop_orders_total 7');
  });

  it.each(['group', 'le', 'partition', 'a-b', '1a', '__name__', ''])('refuses the label %p', (name) => {
    expect(() => collectMetrics(monitor, { defaultLabels: { [name]: 'x' } })).toThrow(
      expect.objectContaining({ code: 'KFW_METRIC_LABEL_INVALID' }),
    );
  });

  it('refuses a registry that has one of its names, and leaves it as it is', () => {
    const registry = new Registry();
    new Counter({ name: 'kfw_rebalances_total', help: 'Mine.', registers: [registry] });
    expect(() => collectMetrics(monitor, { registry })).toThrow(
      expect.objectContaining({ code: 'KFW_METRIC_TAKEN', message: expect.stringContaining('kfw_rebalances_total') }),
    );
    expect(registry.getMetricsAsArray()).toHaveLength(1);
  });

  it('refuses a registry that has the metrics of another app', () => {
    const registry = collectMetrics(new Monitor());
    expect(() => collectMetrics(monitor, { registry })).toThrow(/metrics of another app/);
  });

  it('joins a registry once for an app that is loaded twice', async () => {
    const registry = collectMetrics(monitor);
    const metrics = registry.getMetricsAsArray().length;
    collectMetrics(monitor, { registry });
    expect(registry.getMetricsAsArray()).toHaveLength(metrics);
  });

  it('gives JSON as prom-client does, for its cluster mode', async () => {
    monitor.measurements.histogram('kfw_commit_seconds', { group: 'a' }).observe(0.2);
    const metric = (await collectMetrics(monitor).getMetricsAsJSON()).find(({ name }) => name === 'kfw_commit_seconds');
    expect(metric).toMatchObject({ type: 'histogram', aggregator: 'sum' });
    expect(metric?.values).toContainEqual({ metricName: 'kfw_commit_seconds_count', labels: { group: 'a' }, value: 1 });
  });

  it('speaks OpenMetrics in a registry that does', async () => {
    monitor.measurements.counter('kfw_rebalances_total', { group: 'a' });
    const text = await collectMetrics(monitor, { registry: openMetrics() }).metrics();
    expect(text).toContain('# TYPE kfw_rebalances counter\nkfw_rebalances_total{group="a"} 0\n');
    expect(text).toMatch(/# EOF\n$/);
  });
});

function openMetrics(): Registry {
  const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE | typeof Registry.PROMETHEUS_CONTENT_TYPE>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  return registry as Registry;
}
