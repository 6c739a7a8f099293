/** Counters and histograms with their labels: plain numbers that exporters read. Bound once, updated without a look-up. */
import type { InstrumentName } from './instruments.js';

/** What identifies a series. The object is the same for as long as the process runs, so that exporters may key by it. */
export interface SeriesIdentity {
  readonly name: InstrumentName;
  /** Without the partition. */
  readonly labels: Readonly<Record<string, string>>;
  readonly partition: string | undefined;
}

export class Counter {
  #value = 0;

  constructor(readonly identity: SeriesIdentity) {}

  get value(): number {
    return this.#value;
  }

  /** Never less than 0. */
  add(amount = 1): void {
    this.#value += amount;
  }
}

/** The content of a histogram. */
export interface Distribution {
  /** Observations by bucket, not cumulated; the last is that without an upper bound. */
  readonly counts: readonly number[];
  readonly sum: number;
  readonly count: number;
}

/** Called with each observation. */
export type ObservationListener = (series: SeriesIdentity, value: number) => void;

export class Histogram implements Distribution {
  readonly counts: number[];
  #sum = 0;
  #count = 0;

  constructor(
    readonly identity: SeriesIdentity,
    private readonly buckets: readonly number[],
    /** Shared by all histograms: listeners that come later are called as well. */
    private readonly listeners: readonly ObservationListener[],
  ) {
    this.counts = new Array<number>(buckets.length + 1).fill(0);
  }

  get sum(): number {
    return this.#sum;
  }

  get count(): number {
    return this.#count;
  }

  observe(value: number): void {
    const { buckets, counts } = this;
    let bucket = 0;
    while (bucket < buckets.length && value > (buckets[bucket] as number)) bucket++;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    this.#sum += value;
    this.#count++;
    for (const listener of this.listeners) listener(this.identity, value);
  }
}
