/** The values of one instrument as they are collected: the partitions of a label set are one series, or one each. */
import type { Instrument } from './instrument.js';
import type { LabelSet } from './label-sets.js';
import type { Distribution } from './series.js';

export interface CollectedSeries {
  /** With `partition` when partitions were asked for. */
  readonly labels: LabelSet;
  /** Of a counter or a gauge: else 0. */
  readonly value: number;
  /** Of a histogram. */
  readonly distribution: Distribution | undefined;
}

interface Sum {
  value: number;
  readonly distribution: { readonly counts: number[]; sum: number; count: number } | undefined;
}

export class MergedSeries {
  readonly #sums = new Map<LabelSet, Map<string | undefined, Sum>>();

  constructor(
    private readonly merge: Instrument['merge'],
    private readonly partitions: boolean,
  ) {}

  add(labels: LabelSet, partition: string | undefined, value: number, distribution?: Distribution): void {
    const key = this.partitions ? partition : undefined;
    const ofLabels = this.#sums.get(labels) ?? new Map<string | undefined, Sum>();
    this.#sums.set(labels, ofLabels);
    const sum = ofLabels.get(key);
    if (sum === undefined) ofLabels.set(key, { value, distribution: distribution && copyOf(distribution) });
    else this.#addTo(sum, value, distribution);
  }

  get series(): CollectedSeries[] {
    return [...this.#sums].flatMap(([labels, ofLabels]) => {
      // A series without a partition holds the 0 from before the first assignment: from then on there are better ones.
      if (ofLabels.size > 1) ofLabels.delete(undefined);
      return [...ofLabels].map(([partition, { value, distribution }]) => ({
        labels: partition === undefined ? labels : { ...labels, partition },
        value,
        distribution,
      }));
    });
  }

  #addTo(sum: Sum, value: number, more: Distribution | undefined): void {
    sum.value = this.merge === 'max' ? Math.max(sum.value, value) : sum.value + value;
    const { distribution } = sum;
    if (distribution === undefined || more === undefined || more.count === 0) return;
    const { counts } = distribution;
    for (let bucket = 0; bucket < counts.length; bucket++) {
      counts[bucket] = (counts[bucket] ?? 0) + (more.counts[bucket] ?? 0);
    }
    distribution.sum += more.sum;
    distribution.count += more.count;
  }
}

function copyOf({ counts, sum, count }: Distribution) {
  return { counts: [...counts], sum, count };
}
