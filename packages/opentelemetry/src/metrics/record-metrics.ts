/**
 * Gives the measurements of an app to a meter of OpenTelemetry. Counters and gauges are read when the SDK collects, in one callback; histograms are
 * recorded as they are observed, since OpenTelemetry takes no buckets from outside. Attributes of a histogram are made once.
 */
import { type InstrumentName, instruments, type Measurements, type SeriesIdentity } from '@kfw/core';
import {
  type Attributes,
  diag,
  type Histogram,
  type Meter,
  type MetricOptions,
  type Observable,
} from '@opentelemetry/api';
import { metricAttributes } from './metric-attributes.js';
import { metricName } from './metric-name.js';

export interface RecordMetricsOptions {
  /** Whether each partition has series of its own, with `messaging.destination.partition.id`. */
  readonly partitions: boolean;
}

export function recordMetrics(measurements: Measurements, meter: Meter, options: RecordMetricsOptions): void {
  const names = Object.keys(instruments) as InstrumentName[];
  observe(measurements, meter, options, names);
  record(measurements, meter, options, names);
}

function observe(
  measurements: Measurements,
  meter: Meter,
  options: RecordMetricsOptions,
  names: readonly InstrumentName[],
): void {
  const observables = new Map<InstrumentName, Observable>();
  for (const name of names) {
    const { kind } = instruments[name];
    if (kind === 'counter') observables.set(name, meter.createObservableCounter(metricName(name), described(name)));
    if (kind === 'gauge') observables.set(name, meter.createObservableGauge(metricName(name), described(name)));
  }
  meter.addBatchObservableCallback(
    (result) => {
      for (const { name, series } of measurements.collect({ ...options, kinds: ['counter', 'gauge'] })) {
        const observable = observables.get(name) as Observable;
        for (const { labels, value } of series) result.observe(observable, value, metricAttributes(name, labels));
      }
    },
    [...observables.values()],
  );
}

interface Recorded {
  readonly histogram: Histogram;
  readonly attributes: Attributes;
}

function record(
  measurements: Measurements,
  meter: Meter,
  { partitions }: RecordMetricsOptions,
  names: readonly InstrumentName[],
): void {
  // Two of ours are one in the conventions.
  const histograms = new Map<string, Histogram>();
  for (const name of names.filter((each) => instruments[each].kind === 'histogram')) {
    const known = histograms.get(metricName(name));
    if (known === undefined) histograms.set(metricName(name), meter.createHistogram(metricName(name), described(name)));
  }
  const recorded = new Map<SeriesIdentity, Recorded>();
  const recordedFor = (series: SeriesIdentity): Recorded => {
    const { name, labels, partition } = series;
    const isApart = partitions && partition !== undefined;
    const made = {
      histogram: histograms.get(metricName(name)) as Histogram,
      attributes: metricAttributes(name, isApart ? { ...labels, partition } : labels),
    };
    recorded.set(series, made);
    return made;
  };
  measurements.onObservation((series, value) => {
    const { histogram, attributes } = recorded.get(series) ?? recordedFor(series);
    try {
      histogram.record(value, attributes);
    } catch (thrown) {
      // A view of the app, or its meter provider. It was called while messages are handled, which must not fail with it.
      diag.error(`@kfw/opentelemetry could not record ${series.name}`, thrown);
    }
  });
}

function described(name: InstrumentName): MetricOptions {
  const { help, unit, buckets } = instruments[name];
  const boundaries = buckets.length > 0 && { advice: { explicitBucketBoundaries: [...buckets] } };
  return { description: help, unit, ...boundaries };
}
