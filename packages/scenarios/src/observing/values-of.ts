/** What an app has measured: the values of an instrument by the values of their labels; of a histogram, the number of observations. */
import type { InstrumentName } from '@kfw/core';
import type { Monitor } from 'kfw';

export function valuesOf({ measurements }: Monitor, name: InstrumentName): Record<string, number> {
  const series = measurements.collect().find((each) => each.name === name)?.series ?? [];
  return Object.fromEntries(
    series.map(({ labels, value, distribution }) => [Object.values(labels).join(' '), distribution?.count ?? value]),
  );
}
