import { afterEach, describe, expect, it } from '@jest/globals';
import { type Measurements, Monitor } from '@kfw/core';
import { diag, metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { exportMetrics } from '../../src/metrics/export-metrics.js';

const orders = { group: 'billing', topic: 'orders', consumer: 'OrdersConsumer', partition: 2 };
const providers: MeterProvider[] = [];
afterEach(async () => {
  metrics.disable();
  for (const provider of providers.splice(0)) await provider.shutdown();
});

function sdk() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  providers.push(provider);
  /** What the SDK has collected now. */
  const collected = async (): Promise<MetricData[]> => {
    exporter.reset();
    await provider.forceFlush();
    return exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  };
  return { provider, collected };
}

async function points(collected: () => Promise<MetricData[]>, name: string) {
  const found = (await collected()).filter(({ descriptor }) => descriptor.name === name);
  return found.flatMap(({ dataPoints }) => dataPoints.map(({ attributes, value }) => ({ attributes, value })));
}

function consume(measurements: Measurements, partition = 2): void {
  measurements.counter('kfw_consumer_messages_total', { ...orders, partition, outcome: 'consumed' }).add(5);
  measurements.histogram('kfw_consumer_handler_seconds', { ...orders, partition }).observe(0.02);
}

const ofOrders = {
  'messaging.consumer.group.name': 'billing',
  'messaging.destination.name': 'orders',
  'kfw.consumer': 'OrdersConsumer',
};
const ofProcessing = {
  'messaging.system': 'kafka',
  'messaging.operation.name': 'process',
};

describe('exportMetrics', () => {
  it('names counters by the conventions, and reads them when the SDK collects', async () => {
    const monitor = new Monitor();
    const { provider, collected } = sdk();
    exportMetrics(monitor, { meterProvider: provider });
    consume(monitor.measurements, 0);
    consume(monitor.measurements, 1);
    const attributes = { ...ofProcessing, ...ofOrders, 'kfw.outcome': 'consumed' };
    expect(await points(collected, 'messaging.client.consumed.messages')).toEqual([{ attributes, value: 10 }]);
    consume(monitor.measurements, 1);
    expect(await points(collected, 'messaging.client.consumed.messages')).toEqual([{ attributes, value: 15 }]);
  });

  it('records histograms with the buckets of the instrument', async () => {
    const monitor = new Monitor();
    const { provider, collected } = sdk();
    exportMetrics(monitor, { meterProvider: provider });
    consume(monitor.measurements, 0);
    consume(monitor.measurements, 1);
    const [point, ...others] = await points(collected, 'messaging.process.duration');
    expect(others).toEqual([]);
    expect(point).toMatchObject({ attributes: { ...ofProcessing, ...ofOrders }, value: { count: 2, sum: 0.04 } });
    expect(point?.value).toMatchObject({ buckets: { boundaries: expect.arrayContaining([0.0001, 300]) } });
  });

  it('has one duration of operations for commits and deliveries', async () => {
    const monitor = new Monitor();
    const { provider, collected } = sdk();
    exportMetrics(monitor, { meterProvider: provider });
    monitor.measurements.histogram('kfw_commit_seconds', { group: 'billing' }).observe(0.005);
    monitor.measurements.histogram('kfw_delivery_seconds', { topic: 'invoices' }).observe(0.003);
    const durations = await points(collected, 'messaging.client.operation.duration');
    expect(durations.map(({ attributes }) => attributes)).toEqual([
      {
        'messaging.system': 'kafka',
        'messaging.operation.name': 'commit',
        'messaging.operation.type': 'settle',
        'messaging.consumer.group.name': 'billing',
      },
      {
        'messaging.system': 'kafka',
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        'messaging.destination.name': 'invoices',
      },
    ]);
  });

  it('names what the conventions do not have as kfw does, with units', async () => {
    const monitor = new Monitor();
    const { provider, collected } = sdk();
    exportMetrics(monitor, { meterProvider: provider });
    monitor.measurements.gauge('kfw_consumer_lag_seconds', () => [
      { labels: orders, value: 3 },
      { labels: { ...orders, partition: 3 }, value: 8 },
    ]);
    monitor.measurements.counter('kfw_producer_failures_total', { topic: 'invoices', error: 'other' }).add(1);
    const data = await collected();
    const of = (name: string) => data.find(({ descriptor }) => descriptor.name === name);
    expect(of('kfw.consumer.lag_seconds')).toMatchObject({
      dataPointType: DataPointType.GAUGE,
      descriptor: { unit: 's' },
      dataPoints: [{ attributes: ofOrders, value: 8 }],
    });
    expect(of('kfw.producer.failures')).toMatchObject({
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      descriptor: { unit: '{message}' },
      dataPoints: [{ attributes: { 'messaging.destination.name': 'invoices', 'error.type': '_OTHER' }, value: 1 }],
    });
  });

  it('has partitions if they are asked for', async () => {
    const monitor = new Monitor();
    const { provider, collected } = sdk();
    exportMetrics(monitor, { meterProvider: provider, partitions: true });
    consume(monitor.measurements, 0);
    consume(monitor.measurements, 1);
    for (const name of ['messaging.client.consumed.messages', 'messaging.process.duration']) {
      const found = await points(collected, name);
      expect(found.map(({ attributes }) => attributes['messaging.destination.partition.id'])).toEqual(['0', '1']);
    }
  });

  it('costs nothing without an SDK, and begins when one is set up before the app runs', async () => {
    const monitor = new Monitor();
    const observers: unknown[] = [];
    const onObservation = monitor.measurements.onObservation.bind(monitor.measurements);
    monitor.measurements.onObservation = (listener) => {
      observers.push(listener);
      onObservation(listener);
    };
    exportMetrics(monitor);
    monitor.publish('app.connected', { brokers: [], registry: undefined });
    expect(observers).toEqual([]);
    const { provider, collected } = sdk();
    metrics.setGlobalMeterProvider(provider);
    monitor.publish('app.running', { groups: [] });
    consume(monitor.measurements);
    expect(await points(collected, 'messaging.client.consumed.messages')).toHaveLength(1);
    expect(monitor.has('app.running')).toBe(false);
    expect(observers).toHaveLength(1);
  });

  it('tells OpenTelemetry what a meter of the app throws, and throws nothing into the app', () => {
    const meter = sdk().provider.getMeter('broken');
    meter.createHistogram = () => ({
      record() {
        throw new Error('of a view');
      },
    });
    const errors: unknown[][] = [];
    const ignore = (): void => {};
    const error = (...what: unknown[]): void => void errors.push(what);
    diag.setLogger({ error, warn: ignore, info: ignore, debug: ignore, verbose: ignore });
    const monitor = new Monitor();
    exportMetrics(monitor, { meterProvider: { getMeter: () => meter } });
    consume(monitor.measurements);
    diag.disable();
    expect(errors).toEqual([[expect.stringContaining('kfw_consumer_handler_seconds'), expect.any(Error)]]);
  });

  it('records an app that is loaded again once', async () => {
    const monitor = new Monitor();
    const { provider, collected } = sdk();
    exportMetrics(monitor, { meterProvider: provider });
    exportMetrics(monitor, { meterProvider: provider });
    consume(monitor.measurements);
    expect(await points(collected, 'messaging.process.duration')).toMatchObject([{ value: { count: 1 } }]);
  });
});
