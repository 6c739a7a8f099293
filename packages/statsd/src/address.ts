/** Where a value belongs in StatsD: the name of a metric, and tags if the receiver has them. */
import type { Instrument } from '@kfw/core';
import { datadogTags } from './datadog-tags.js';
import { plainName } from './plain-name.js';
import type { StatsdOptions } from './statsd-options.js';

export interface Address {
  readonly name: string;
  readonly tags: string[];
}

/** Labels in the order of the instrument, then `partition`. */
export type Labels = Readonly<Record<string, string>>;

export type AddressOf = (instrument: Instrument, labels: Labels) => Address;

export function addressing({ tags, prefix, withoutLabels }: StatsdOptions): AddressOf {
  const before = prefix === '' ? '' : `${prefix.replace(/\.$/, '')}.`;
  const left: readonly string[] = withoutLabels;
  return ({ dotted }, labels) => {
    const kept = Object.entries(labels).filter(([label]) => !left.includes(label));
    const name = `${before}${dotted}`;
    return tags === 'datadog' ? { name, tags: datadogTags(kept) } : { name: plainName(name, kept), tags: [] };
  };
}

export function keyOf({ name, tags }: Address): string {
  return `${name}|${tags.join()}`;
}
