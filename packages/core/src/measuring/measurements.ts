/**
 * What kfw measures: the series of every instrument. Components bind counters and histograms once, at boot or with an assignment, and
 * update them per batch, call or request; gauges are read when they are collected. Exporters (Prometheus, StatsD, OpenTelemetry) are
 * listeners that read `collect`.
 */
import type { Instrument } from './instrument.js';
import { type InstrumentName, instruments, type LabelsOf, type NameOf } from './instruments.js';
import { LabelLimits } from './label-limits.js';
import { Counter, type Distribution, Histogram, type ObservationListener, type SeriesIdentity } from './series.js';

/** The values of one instrument. */
export interface CollectedInstrument {
  readonly name: InstrumentName;
  readonly instrument: Instrument;
  readonly series: readonly CollectedSeries[];
}

export interface CollectedSeries {
  /** With `partition` when partitions were asked for. */
  readonly labels: Readonly<Record<string, string>>;
  /** Of a counter or a gauge: else 0. */
  readonly value: number;
  /** Of a histogram. */
  readonly distribution: Distribution | undefined;
}

/** One value of a gauge; one without its partition stands for a topic of which this process has no partition. */
export interface GaugeValue<Name extends InstrumentName> {
  readonly labels: Omit<LabelsOf<Name>, 'partition'> & { readonly partition?: number | undefined };
  readonly value: number;
}

export interface CollectOptions {
  readonly partitions?: boolean;
}

type GaugeReader = () => Iterable<{ readonly labels: Labels; readonly value: number }>;
type Labels = Readonly<Record<string, string | number>>;

interface Reading {
  readonly identity: SeriesIdentity;
  readonly value: number;
  readonly distribution: Distribution | undefined;
}

export class Measurements {
  readonly #series = new Map<InstrumentName, Map<string, Counter | Histogram>>();
  readonly #gauges = new Map<InstrumentName, Set<GaugeReader>>();
  readonly #limits = new Map<InstrumentName, LabelLimits>();
  readonly #observers: ObservationListener[] = [];
  readonly #updates = new Set<() => void>();

  /** The counter with these labels, made at 0 if it is new. */
  counter<Name extends NameOf<'counter'>>(name: Name, labels: LabelsOf<Name>): Counter {
    return this.#bind(name, labels, (identity) => new Counter(identity));
  }

  /** The histogram with these labels, made empty if it is new. */
  histogram<Name extends NameOf<'histogram'>>(name: Name, labels: LabelsOf<Name>): Histogram {
    const { buckets } = instruments[name];
    return this.#bind(name, labels, (identity) => new Histogram(identity, buckets, this.#observers));
  }

  /**
   * `read` gives the values of a gauge whenever it is collected; several readers of one gauge add up. It must return at once, and
   * never throw. Returns a function that removes it.
   */
  gauge<Name extends NameOf<'gauge'>>(name: Name, read: () => Iterable<GaugeValue<Name>>): () => void {
    const readers = this.#gauges.get(name) ?? new Set();
    this.#gauges.set(name, readers);
    readers.add(read);
    return () => readers.delete(read);
  }

  /**
   * Calls `update` before each collection, for counters that are computed from sums instead of being counted. It must return
   * at once, and never throw. Returns a function that removes it.
   */
  beforeCollect(update: () => void): () => void {
    this.#updates.add(update);
    return () => this.#updates.delete(update);
  }

  /** Calls `listener` with each observation of a histogram, for exporters that cannot read buckets. */
  onObservation(listener: ObservationListener): void {
    this.#observers.push(listener);
  }

  /** The values of every instrument that has any; the series of several partitions are one unless `partitions`. */
  collect(options: CollectOptions = {}): CollectedInstrument[] {
    for (const update of this.#updates) update();
    return (Object.keys(instruments) as InstrumentName[]).flatMap((name) => {
      const series = this.seriesOf(name, options);
      return series.length === 0 ? [] : [{ name, instrument: instruments[name], series }];
    });
  }

  /** The values of one instrument, as `collect` gives them. */
  seriesOf(name: InstrumentName, { partitions = false }: CollectOptions = {}): CollectedSeries[] {
    return merged(instruments[name], [...this.#readings(name)], partitions);
  }

  *#readings(name: InstrumentName): Generator<Reading> {
    for (const series of this.#series.get(name)?.values() ?? []) {
      const isCounter = series instanceof Counter;
      yield {
        identity: series.identity,
        value: isCounter ? series.value : 0,
        distribution: isCounter ? undefined : series,
      };
    }
    for (const read of this.#gauges.get(name) ?? []) {
      for (const { labels, value } of read()) {
        if (Number.isFinite(value)) yield { identity: this.#identityOf(name, labels), value, distribution: undefined };
      }
    }
  }

  #bind<Name extends InstrumentName, Made extends Counter | Histogram>(
    name: Name,
    labels: LabelsOf<Name>,
    make: (identity: SeriesIdentity) => Made,
  ): Made {
    const known = this.#series.get(name) ?? new Map<string, Counter | Histogram>();
    this.#series.set(name, known);
    const identity = this.#identityOf(name, labels);
    const key = keyOf(identity.labels, identity.partition);
    const existing = known.get(key);
    // One name has one kind of series.
    if (existing !== undefined) return existing as Made;
    const made = make(identity);
    known.set(key, made);
    return made;
  }

  #identityOf(name: InstrumentName, given: Labels): SeriesIdentity {
    const limits = this.#limits.get(name) ?? new LabelLimits();
    this.#limits.set(name, limits);
    const labels = Object.fromEntries(
      instruments[name].labels.map((label: string) => [label, limits.bounded(label, String(given[label]))]),
    );
    const { partition } = given;
    return Object.freeze({
      name,
      labels: Object.freeze(labels),
      partition: partition === undefined ? undefined : String(partition),
    });
  }
}

function keyOf(labels: Readonly<Record<string, string>>, partition: string | undefined): string {
  return JSON.stringify([...Object.values(labels), partition]);
}

function merged(
  { merge, buckets, perPartition }: Instrument,
  readings: readonly Reading[],
  partitions: boolean,
): CollectedSeries[] {
  const withPartition = perPartition && partitions;
  const groups = new Map<string, Reading[]>();
  for (const reading of readings) {
    const { labels, partition } = reading.identity;
    const key = keyOf(labels, withPartition ? partition : undefined);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [reading]);
    else group.push(reading);
  }
  // A series without a partition holds the 0 from before the first assignment: from then on there are better ones.
  const assigned = withPartition ? readings.filter(({ identity }) => identity.partition !== undefined) : [];
  for (const { identity } of assigned) groups.delete(keyOf(identity.labels, undefined));
  return [...groups.values()].map((group) => {
    const { labels, partition } = (group[0] as Reading).identity;
    const values = group.map(({ value }) => value);
    const distributions = group.flatMap(({ distribution }) => distribution ?? []);
    return {
      labels: withPartition && partition !== undefined ? { ...labels, partition } : labels,
      value: merge === 'max' ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0),
      distribution: distributions.length === 0 ? undefined : sumOf(distributions, buckets.length + 1),
    };
  });
}

function sumOf(distributions: readonly Distribution[], length: number): Distribution {
  const counts = new Array<number>(length).fill(0);
  let sum = 0;
  let count = 0;
  for (const each of distributions) {
    each.counts.forEach((observed, bucket) => {
      counts[bucket] = (counts[bucket] ?? 0) + observed;
    });
    sum += each.sum;
    count += each.count;
  }
  return { counts, sum, count };
}
