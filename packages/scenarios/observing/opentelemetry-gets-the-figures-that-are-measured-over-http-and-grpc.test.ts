import { expect } from '@jest/globals';
import { silentLogger } from '@kfw/core';
import { attributeName, metricName, openTelemetryListener } from '@kfw/opentelemetry';
import { OTLPMetricExporter as GrpcExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as HttpExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { differences, type Figures, measuredFigures } from '../src/observing/figures.js';
import { OtlpReceiver } from '../src/observing/otlp-receiver.js';
import { runTroubledApp } from '../src/observing/troubled-app.js';
import { scenario } from '../src/scenario/scenario.js';

const keyOf = (name: string, attributes: readonly (readonly [string, unknown])[]) =>
  `${name} ${attributes
    .map(([attribute, value]) => `${attribute}=${value}`)
    .sort()
    .join()}`;

/** Attributes that are the same for all series of a metric, or tell commits from deliveries, whose labels do as well. */
const ofConvention = /^messaging\.(system|operation\.(name|type))$/;

function received(receiver: OtlpReceiver): Figures {
  const points = receiver.allPoints().filter(({ kind }) => kind !== 'gauge');
  return new Map(
    points.map(({ name, kind, attributes, value, count, sum }) => [
      keyOf(
        name,
        Object.entries(attributes).filter(([attribute]) => !ofConvention.test(attribute)),
      ),
      kind === 'sum' ? { count: 0, sum: value } : { count, sum },
    ]),
  );
}

scenario([119], 'OpenTelemetry gets the figures that are measured, over HTTP and gRPC', async (world) => {
  const http = await OtlpReceiver.start(world);
  const grpc = await OtlpReceiver.start(world);
  const exporters: PushMetricExporter[] = [
    new HttpExporter({ url: `${http.httpUrl}/v1/metrics` }),
    new GrpcExporter({ url: grpc.grpcUrl }),
  ];
  const readers = exporters.map(
    (exporter) => new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 200, exportTimeoutMillis: 200 }),
  );
  const meterProvider = new MeterProvider({ readers });
  const { monitor, stop, orders } = await runTroubledApp(world, (monitor) =>
    openTelemetryListener({ meterProvider })({ monitor, logger: silentLogger }),
  );
  await stop();
  await meterProvider.shutdown();

  const expected = measuredFigures(monitor.measurements, (name, labels) =>
    keyOf(
      metricName(name),
      Object.entries(labels).map(([label, value]) => [attributeName(label), value === 'other' ? '_OTHER' : value]),
    ),
  );
  expect(expected.size).toBeGreaterThan(50);
  expect(differences(expected, received(http))).toEqual([]);
  expect(differences(expected, received(grpc))).toEqual([]);
  expect([http.protocols, grpc.protocols]).toEqual([new Set(['http/json']), new Set(['grpc'])]);

  for (const receiver of [http, grpc]) {
    const consumed = receiver
      .points('messaging.client.consumed.messages')
      .filter(({ attributes }) => attributes['messaging.destination.name'] === orders)
      .map(({ attributes, value }) => [attributes['kfw.outcome'], value]);
    expect(Object.fromEntries(consumed)).toMatchObject({ consumed: 40, deadLettered: 20, skipped: 20 });
    const operations = receiver.points('messaging.client.operation.duration');
    const named = operations.map(({ attributes, kind, unit }) => [attributes['messaging.operation.name'], kind, unit]);
    expect(named).toEqual(
      expect.arrayContaining([
        ['send', 'histogram', 's'],
        ['commit', 'histogram', 's'],
      ]),
    );
  }
});
