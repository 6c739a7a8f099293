/**
 * The queries of the dashboard: PromQL over the instruments of kfw. Names are checked by the compiler, and each series is selected by
 * those variables of the dashboard that it has labels for.
 */
import { type InstrumentName, instruments, type NameOf } from '@kfw/core';

/** Labels that a variable of the dashboard selects by. Prometheus adds the first two to what it scrapes. */
export const variableLabels = ['job', 'instance', 'group', 'topic'] as const;

const scraped = ['job', 'instance'];

/** The series of an instrument that the variables select; `more` are further matchers, such as `outcome="expired"`. */
export function series(name: InstrumentName, more = '', suffix = ''): string {
  const labels: readonly string[] = [...scraped, ...instruments[name].labels];
  const matchers = variableLabels.filter((label) => labels.includes(label)).map((label) => `${label}=~"$${label}"`);
  return `${name}${suffix}{${[...matchers, ...(more === '' ? [] : [more])].join(', ')}}`;
}

/** Alerts that are about what the variables select; those without such a label are about everything. */
export function alerts(state: 'firing' | 'pending'): string {
  const matchers = variableLabels.map((label) => `${label}=~"$${label}|"`);
  return `ALERTS{alertname=~"Kfw.+", alertstate="${state}", ${matchers.join(', ')}}`;
}

/** Per second, over the interval that fits the scrapes and the width of the panel. */
export const rate = (name: NameOf<'counter'>, more?: string): string => `rate(${series(name, more)}[$__rate_interval])`;

/** Over the time that the dashboard shows. */
export const inRange = (name: NameOf<'counter'>, more?: string): string => counted(name, more, '$__range');

/** In each interval of a graph, for what is rare: a rate does not show the first error of a class. */
export const perInterval = (name: NameOf<'counter'>, more?: string): string => counted(name, more, '$__rate_interval');

/**
 * A series that is new in the range was counted from 0, and increase leaves out its first value: then its largest value counts, also when
 * its process is gone again. Of a series that is new and starts again within the range, only one of the two is right, and the larger counts.
 */
function counted(name: NameOf<'counter'>, more: string | undefined, range: string): string {
  const counter = series(name, more);
  const increase = `increase(${counter}[${range}])`;
  const fresh = `(max_over_time(${counter}[${range}]) unless ${counter} offset ${range})`;
  return `${increase} > ${fresh} or ${fresh} or ${increase}`;
}

/** Per minute. */
export const perMinute = (name: NameOf<'counter'>, more?: string): string => `60 * ${rate(name, more)}`;

export const sumBy = (labels: string, of: string): string => `sum by (${labels}) (${of})`;

export const maxBy = (labels: string, of: string): string => `max by (${labels}) (${of})`;

export const bucketsBy = (labels: string, name: NameOf<'histogram'>): string =>
  sumBy(labels === '' ? 'le' : `le, ${labels}`, `rate(${series(name, '', '_bucket')}[$__rate_interval])`);

/** `at` is between 0 and 1. */
export const quantileBy = (labels: string, at: number, name: NameOf<'histogram'>): string =>
  `histogram_quantile(${at}, ${bucketsBy(labels, name)})`;

/** Seconds per second: the average number of those that ran at once. */
export const busyBy = (labels: string, name: NameOf<'histogram'>): string =>
  sumBy(labels, `rate(${series(name, '', '_sum')}[$__rate_interval])`);

/** The mean of what was observed. */
export const averageBy = (labels: string, name: NameOf<'histogram'>): string =>
  `${busyBy(labels, name)} / ${sumBy(labels, `rate(${series(name, '', '_count')}[$__rate_interval])`)}`;
