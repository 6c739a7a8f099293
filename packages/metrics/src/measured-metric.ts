/**
 * A metric of prom-client whose values are those of kfw's measurements, read at that moment. prom-client's own classes cannot take the
 * content of a histogram, and would need a look-up by labels for each value; a registry only calls what is here.
 */
import { type CollectedSeries, type InstrumentName, instruments } from '@kfw/core';
import { Counter, Gauge, Histogram, type Metric } from 'prom-client';

type Labels = Readonly<Record<string, string>>;

/** A line of the text format. `sharedLabels` are formatted once for as long as the object lives. */
interface Line {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly sharedLabels: Labels;
  readonly value: number;
}

/** `seriesOf` gives the series of the moment; each gets `defaultLabels`. */
export function measuredMetric(
  name: InstrumentName,
  seriesOf: (name: InstrumentName) => readonly CollectedSeries[],
  defaultLabels: Labels,
): Metric {
  const { kind, help, buckets, merge } = instruments[name];
  // A registry of OpenMetrics renames counters: their `name` there is without `_total`.
  const metric = Object.assign(new classes[kind]({ name, help, registers: [], aggregator: merge }), {
    name: name as string,
  });
  const read = () => seriesOf(name).flatMap((each) => linesOf(name, buckets, each, defaultLabels));
  const described = () => ({ name: metric.name, help, type: kind, aggregator: merge });
  return Object.assign(metric, {
    // For the text; `get` is for JSON.
    getForPromString: async () => ({ ...described(), values: read() }),
    get: async () => ({ ...described(), values: read().map(flat) }),
  });
}

const classes = { counter: Counter, gauge: Gauge, histogram: Histogram };

function linesOf(name: string, buckets: readonly number[], series: CollectedSeries, defaultLabels: Labels): Line[] {
  const { value, distribution } = series;
  const sharedLabels = withDefaults(series.labels, defaultLabels);
  if (distribution === undefined) return [{ labels: {}, sharedLabels, value }];
  const { counts, sum, count } = distribution;
  let below = 0;
  const cumulated = counts.map((observed, bucket): Line => {
    below += observed;
    return { metricName: `${name}_bucket`, labels: { le: buckets[bucket] ?? '+Inf' }, sharedLabels, value: below };
  });
  return [
    ...cumulated,
    { metricName: `${name}_sum`, labels: {}, sharedLabels, value: sum },
    { metricName: `${name}_count`, labels: {}, sharedLabels, value: count },
  ];
}

/** The same object if there are none: its formatted text is kept. */
function withDefaults(labels: Labels, defaultLabels: Labels): Labels {
  return Object.keys(defaultLabels).length === 0 ? labels : { ...labels, ...defaultLabels };
}

function flat({ sharedLabels, labels, ...line }: Line) {
  return { ...line, labels: { ...labels, ...sharedLabels } };
}
