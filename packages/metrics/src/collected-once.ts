/**
 * One collection for all metrics of a scrape: they are of one moment, and cost once. A registry asks its metrics one after the other,
 * without waiting in between.
 */
import type { CollectedSeries, InstrumentName, Measurements } from '@kfw/core';

export class CollectedOnce {
  #collected: ReadonlyMap<InstrumentName, readonly CollectedSeries[]> | undefined;

  constructor(
    private readonly measurements: Measurements,
    private readonly partitions: boolean,
  ) {}

  readonly seriesOf = (name: InstrumentName): readonly CollectedSeries[] => {
    if (this.#collected === undefined) {
      const { partitions } = this;
      this.#collected = new Map(this.measurements.collect({ partitions }).map(({ name, series }) => [name, series]));
      queueMicrotask(() => {
        this.#collected = undefined;
      });
    }
    return this.#collected.get(name) ?? [];
  };
}
