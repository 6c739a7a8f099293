/** Counters and histograms as figures that can be compared: what was measured with what a receiver got. */
import type { InstrumentName, Measurements } from '@kfw/core';

export interface Figure {
  /** Observations of a histogram; 0 of a counter. */
  readonly count: number;
  /** The sum of a histogram, or the value of a counter. */
  readonly sum: number;
}

export type Figures = ReadonlyMap<string, Figure>;

/** Of every counter, and every histogram with an observation; series with the same key are added up. */
export function measuredFigures(
  measurements: Measurements,
  keyOf: (name: InstrumentName, labels: Readonly<Record<string, string>>) => string,
): Figures {
  const figures = new Map<string, Figure>();
  for (const { name, instrument, series } of measurements.collect()) {
    if (instrument.kind === 'gauge') continue;
    for (const { labels, value, distribution } of series) {
      if (distribution?.count === 0) continue;
      const key = keyOf(name, labels);
      const same = figures.get(key) ?? { count: 0, sum: 0 };
      const { count = 0, sum = value } = distribution ?? {};
      figures.set(key, { count: same.count + count, sum: same.sum + sum });
    }
  }
  return figures;
}

/** Lines for a person; empty when the figures are the same: counts exactly, sums to a microsecond. */
export function differences(measured: Figures, received: Figures): string[] {
  const keys = [...new Set([...measured.keys(), ...received.keys()])].sort();
  return keys
    .filter((key) => {
      const [one, other] = [measured.get(key), received.get(key)];
      if (one === undefined || other === undefined) return true;
      return one.count !== other.count || Math.abs(one.sum - other.sum) > 1e-6;
    })
    .map((key) => `${key}: measured ${shown(measured.get(key))}, received ${shown(received.get(key))}`);
}

function shown(figure: Figure | undefined): string {
  return figure === undefined ? 'nothing' : `${figure.sum} in ${figure.count}`;
}
