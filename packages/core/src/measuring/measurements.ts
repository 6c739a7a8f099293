/**
 * What kfw measures: the series of every instrument. Components bind counters and histograms once, at boot or with an assignment, and
 * update them per batch, call or request; gauges are read when they are collected. Exporters (Prometheus, StatsD, OpenTelemetry) are
 * listeners that read `collect`.
 */
import { toError } from '../errors/kfw-error.js';
import type { Instrument } from './instrument.js';
import { type InstrumentName, instruments, type LabelsOf, type NameOf } from './instruments.js';
import { type LabelSet, LabelSets } from './label-sets.js';
import { type CollectedSeries, MergedSeries } from './merged-series.js';
import { Counter, Histogram, type ObservationListener, type SeriesIdentity } from './series.js';

/** The values of one instrument. */
export interface CollectedInstrument {
  readonly name: InstrumentName;
  readonly instrument: Instrument;
  readonly series: readonly CollectedSeries[];
}

/** One value of a gauge; one without its partition stands for a topic of which this process has no partition. */
export interface GaugeValue<Name extends InstrumentName> {
  readonly labels: Omit<LabelsOf<Name>, 'partition'> & { readonly partition?: number | undefined };
  readonly value: number;
}

export interface CollectOptions {
  /** Whether each partition has series of its own. Default false. */
  readonly partitions?: boolean;
  /** Default: all. */
  readonly kinds?: readonly Instrument['kind'][];
}

type GaugeReader = () => Iterable<{ readonly labels: Labels; readonly value: number }>;
type Labels = Readonly<Record<string, string | number>>;
type Series = Counter | Histogram;

/** The series of one instrument, by their labels and then by partition. */
type BoundSeries = Map<LabelSet, Map<string | undefined, Series>>;

const allKinds: readonly Instrument['kind'][] = ['counter', 'gauge', 'histogram'];

export class Measurements {
  readonly #series = new Map<InstrumentName, BoundSeries>();
  readonly #gauges = new Map<InstrumentName, Set<GaugeReader>>();
  readonly #labelSets = new Map<InstrumentName, LabelSets>();
  readonly #observers: ObservationListener[] = [];
  readonly #updates = new Set<() => void>();

  /** `failed` gets what a listener of observations throws: they come while messages are handled, which continues. */
  constructor(private readonly failed: (error: Error) => void = () => {}) {}

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

  /** Calls `listener` with each observation of a histogram, for exporters that cannot read buckets. What it throws is reported. */
  onObservation(listener: ObservationListener): void {
    this.#observers.push((series, value) => {
      try {
        listener(series, value);
      } catch (thrown) {
        this.failed(toError(thrown));
      }
    });
  }

  /** The values of every instrument that has any; the series of several partitions are one unless `partitions`. */
  collect({ partitions = false, kinds = allKinds }: CollectOptions = {}): CollectedInstrument[] {
    for (const update of this.#updates) update();
    return (Object.keys(instruments) as InstrumentName[]).flatMap((name) => {
      const instrument: Instrument = instruments[name];
      if (!kinds.includes(instrument.kind)) return [];
      const series = this.#collectOne(name, instrument, partitions);
      return series.length === 0 ? [] : [{ name, instrument, series }];
    });
  }

  /** The values of one instrument. */
  seriesOf(name: InstrumentName, { partitions = false }: Pick<CollectOptions, 'partitions'> = {}): CollectedSeries[] {
    for (const update of this.#updates) update();
    return this.#collectOne(name, instruments[name], partitions);
  }

  #collectOne(name: InstrumentName, { merge, perPartition }: Instrument, partitions: boolean): CollectedSeries[] {
    const merged = new MergedSeries(merge, perPartition && partitions);
    for (const [labels, ofLabels] of this.#series.get(name) ?? []) {
      for (const [partition, series] of ofLabels) {
        if (series instanceof Counter) merged.add(labels, partition, series.value);
        else merged.add(labels, partition, 0, series);
      }
    }
    const sets = this.#labelSetsOf(name);
    for (const read of this.#gauges.get(name) ?? []) {
      for (const { labels, value } of read()) {
        if (Number.isFinite(value)) merged.add(sets.of(labels), partitionOf(labels), value);
      }
    }
    return merged.series;
  }

  #bind<Name extends InstrumentName, Made extends Series>(
    name: Name,
    given: LabelsOf<Name>,
    make: (identity: SeriesIdentity) => Made,
  ): Made {
    const bound: BoundSeries = this.#series.get(name) ?? new Map();
    this.#series.set(name, bound);
    const labels = this.#labelSetsOf(name).of(given);
    const partition = partitionOf(given);
    const ofLabels = bound.get(labels) ?? new Map<string | undefined, Series>();
    bound.set(labels, ofLabels);
    const existing = ofLabels.get(partition);
    // One name has one kind of series.
    if (existing !== undefined) return existing as Made;
    const made = make(Object.freeze({ name, labels, partition }));
    ofLabels.set(partition, made);
    return made;
  }

  #labelSetsOf(name: InstrumentName): LabelSets {
    let sets = this.#labelSets.get(name);
    if (sets === undefined) {
      sets = new LabelSets(instruments[name].labels);
      this.#labelSets.set(name, sets);
    }
    return sets;
  }
}

function partitionOf({ partition }: Labels): string | undefined {
  return partition === undefined ? undefined : String(partition);
}
