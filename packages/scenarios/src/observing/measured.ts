/** The measurements of an app as sums by labels, to compare them with what a checker counted. */
import type { CollectedSeries, InstrumentName, Monitor } from '@kfw/core';

type Labels = Readonly<Record<string, string>>;

/** The series whose labels include these. */
export function seriesOf(monitor: Monitor, name: InstrumentName, labels: Labels): readonly CollectedSeries[] {
  const series = monitor.measurements.collect().find((each) => each.name === name)?.series ?? [];
  return series.filter((each) => Object.entries(labels).every(([label, value]) => each.labels[label] === value));
}

/** The values of these series that are not 0, summed up by the values of the labels `by`. */
export function sumsBy(
  monitor: Monitor,
  name: InstrumentName,
  labels: Labels,
  by: readonly string[],
): Record<string, number> {
  return tally(
    seriesOf(monitor, name, labels).map((each) => [by.map((label) => each.labels[label]).join(' '), each.value]),
  );
}

/** Sums up by name, without those that are 0. */
export function tally(counts: Iterable<readonly [name: string, count: number]>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, count] of counts) if (count !== 0) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
