/** The kinds of instruments. A label `partition` is not in `labels`: an instrument that has one says `perPartition`. */

export interface Instrument {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** The name with dots, for systems that name metrics so: `kfw.consumer.messages`. */
  readonly dotted: string;
  /** By UCUM: `s`, `By`, `{message}`. */
  readonly unit: string;
  /** One sentence. */
  readonly help: string;
  readonly labels: readonly string[];
  /** Whether there is a series for each partition; collected, they are summed up unless partitions are asked for. */
  readonly perPartition: boolean;
  /** How the values of several partitions become one. Histograms and counters are summed up. */
  readonly merge: 'sum' | 'max';
  /** The upper bounds of a histogram's buckets, ascending, without the infinite one; empty for other kinds. */
  readonly buckets: readonly number[];
}

/** For durations: 100 µs to 5 minutes. */
export const durationBuckets: readonly number[] = Object.freeze([
  0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
]);

/** For messages of a batch: 1 to 10,000. */
export const messageBuckets: readonly number[] = Object.freeze([
  1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000,
]);
