/** The values of an instrument, by the values of its labels; of a histogram, the number of observations and their sum. */

import type { InstrumentName } from '../../src/measuring/instruments.js';
import type { Measurements } from '../../src/measuring/measurements.js';

export function collected(measurements: Measurements, name: InstrumentName): Record<string, number> {
  return Object.fromEntries(seriesOf(measurements, name).map(({ labels, value }) => [keyOf(labels), value]));
}

export function observed(
  measurements: Measurements,
  name: InstrumentName,
): Record<string, { count: number; sum: number }> {
  return Object.fromEntries(
    seriesOf(measurements, name).map(({ labels, distribution: { count = 0, sum = 0 } = {} as never }) => [
      keyOf(labels),
      { count, sum },
    ]),
  );
}

function seriesOf(measurements: Measurements, name: InstrumentName) {
  return measurements.collect().find((each) => each.name === name)?.series ?? [];
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return Object.values(labels).join(' ');
}
